import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { type Endpoint, rotated } from '../../domain/endpoint.js';
import { newSigningSecret } from '../../domain/signature.js';
import { type Actor, Endpoints, type Owner, SecretSeals, Transactions } from '../ports.js';
import { noSuchEndpoint } from '../refusals.js';
import { EndpointActs } from './endpoint-acts.js';

/** A new secret, shown in this answer alone; deliveries are signed with the old one too for 24 h. */
@Injectable()
export class RotateSecret {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly seals: SecretSeals,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly acts: EndpointActs,
  ) {}

  execute(owner: Owner, id: string, actor: Actor): Promise<{ endpoint: Endpoint; secret: string }> {
    return this.transactions.run(async () => {
      const endpoint = await this.endpoints.findForUpdate(owner, id);
      if (!endpoint) throw noSuchEndpoint();
      const secret = newSigningSecret();
      const now = this.clock.now();
      const secrets = rotated(endpoint.secrets, this.seals.seal(endpoint.id, secret), now);
      const changed = { ...endpoint, secrets, updatedAt: now };
      await this.endpoints.save(changed);
      await this.acts.record(actor, 'endpoint_secret_rotated', changed);
      return { endpoint: changed, secret };
    });
  }
}
