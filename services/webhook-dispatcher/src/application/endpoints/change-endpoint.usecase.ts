import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { type Endpoint, type EndpointStatus, withStatus } from '../../domain/endpoint.js';
import { Endpoints, type Owner, TargetUrls, Transactions } from '../ports.js';
import { noSuchEndpoint, urlTaken } from '../refusals.js';

export interface EndpointChange {
  readonly url?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly status?: EndpointStatus | undefined;
}

/** Changes what is given. What waits is sent to the new URL; failures of the past are forgotten. */
@Injectable()
export class ChangeEndpoint {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly targets: TargetUrls,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async execute(owner: Owner, id: string, change: EndpointChange): Promise<Endpoint> {
    const url = change.url === undefined ? undefined : await this.targets.admit(change.url, owner.livemode);
    return this.transactions.run(async () => {
      const endpoint = await this.endpoints.findForUpdate(owner, id);
      if (!endpoint) throw noSuchEndpoint();
      const now = this.clock.now();
      const changed: Endpoint = {
        ...withStatus(endpoint, change.status ?? endpoint.status, now),
        url: url ?? endpoint.url,
        events: change.events ? [...new Set(change.events)] : endpoint.events,
        description: change.description ?? endpoint.description,
        updatedAt: now,
      };
      if (!(await this.endpoints.save(changed))) throw urlTaken();
      return changed;
    });
  }
}
