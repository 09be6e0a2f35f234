import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { type Endpoint, withStatus } from '../../domain/endpoint.js';
import { type Actor, Endpoints, type Owner, Transactions } from '../ports.js';
import { noSuchEndpoint } from '../refusals.js';
import { EndpointActs } from './endpoint-acts.js';

/** Lets events flow again. What waited goes out; what was missed meanwhile is for `recover`, from `missedSince` on. */
@Injectable()
export class EnableEndpoint {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly acts: EndpointActs,
  ) {}

  execute(owner: Owner, id: string, actor: Actor): Promise<{ endpoint: Endpoint; missedSince: Date | null }> {
    return this.transactions.run(async () => {
      const endpoint = await this.endpoints.findForUpdate(owner, id);
      if (!endpoint) throw noSuchEndpoint();
      const now = this.clock.now();
      const enabled = { ...withStatus(endpoint, 'enabled', now), updatedAt: now };
      await this.endpoints.save(enabled);
      await this.acts.record(actor, 'endpoint_enabled', enabled);
      return { endpoint: enabled, missedSince: endpoint.disabledAt };
    });
  }
}
