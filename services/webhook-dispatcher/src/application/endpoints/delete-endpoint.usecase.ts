import { Injectable } from '@nestjs/common';
import { type Actor, Endpoints, type Owner, Transactions } from '../ports.js';
import { noSuchEndpoint } from '../refusals.js';
import { EndpointActs } from './endpoint-acts.js';

/** Removes an endpoint and cancels what waits for it. Its past deliveries stay readable. */
@Injectable()
export class DeleteEndpoint {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly transactions: Transactions,
    private readonly acts: EndpointActs,
  ) {}

  execute(owner: Owner, id: string, actor: Actor): Promise<void> {
    return this.transactions.run(async () => {
      const endpoint = await this.endpoints.findForUpdate(owner, id);
      if (!endpoint) throw noSuchEndpoint();
      await this.endpoints.remove(endpoint);
      await this.acts.record(actor, 'endpoint_deleted', endpoint);
    });
  }
}
