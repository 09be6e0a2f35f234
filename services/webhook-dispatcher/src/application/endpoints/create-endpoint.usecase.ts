import { Injectable } from '@nestjs/common';
import { type Endpoint, MAX_ENDPOINTS } from '../../domain/endpoint.js';
import { type Actor, Endpoints, TargetUrls, Transactions } from '../ports.js';
import { urlTaken, wrongField } from '../refusals.js';
import { EndpointActs } from './endpoint-acts.js';
import { type EndpointWish, MakeEndpoint } from './make-endpoint.js';

/**
 * Registers a URL; the answer is the only place that ever shows the secret. 1021 for a URL that is there, 1004 for a
 * bad one.
 */
@Injectable()
export class CreateEndpoint {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly targets: TargetUrls,
    private readonly make: MakeEndpoint,
    private readonly transactions: Transactions,
    private readonly acts: EndpointActs,
  ) {}

  async execute(wish: EndpointWish, actor: Actor): Promise<{ endpoint: Endpoint; secret: string }> {
    const url = await this.targets.admit(wish.url, wish.livemode);
    if ((await this.endpoints.count(wish)) >= MAX_ENDPOINTS) {
      throw wrongField('url', `can not be added: there are ${MAX_ENDPOINTS} endpoints already`);
    }
    const made = this.make.one({ ...wish, url });
    await this.transactions.run(async () => {
      if (!(await this.endpoints.insert(made.endpoint))) throw urlTaken();
      await this.acts.record(actor, 'endpoint_created', made.endpoint);
    });
    return made;
  }
}
