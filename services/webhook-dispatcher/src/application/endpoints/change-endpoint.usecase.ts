import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { type Endpoint, type EndpointStatus, withStatus } from '../../domain/endpoint.js';
import { type Actor, Endpoints, type Owner, TargetUrls, Transactions } from '../ports.js';
import { noSuchEndpoint, urlTaken } from '../refusals.js';
import { EndpointActs } from './endpoint-acts.js';

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
    private readonly acts: EndpointActs,
  ) {}

  async execute(owner: Owner, id: string, change: EndpointChange, actor: Actor): Promise<Endpoint> {
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
      const fields = fieldsOf(endpoint, changed);
      if (fields.length > 0) await this.acts.record(actor, 'endpoint_changed', changed, { fields });
      return changed;
    });
  }
}

function fieldsOf(before: Endpoint, after: Endpoint): string[] {
  const fields = ['url', 'events', 'description', 'status'] as const;
  return fields.filter((field) => !isDeepStrictEqual(before[field], after[field]));
}
