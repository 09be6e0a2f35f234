import { Injectable } from '@nestjs/common';
import { Endpoints, type Owner, TargetUrls } from '../ports.js';
import { noSuchEndpoint } from '../refusals.js';
import { MakeEndpoint } from './make-endpoint.js';

/**
 * The endpoint of a merchant's profile, at registration. Asked again, or beaten by `merchant.registered`, it answers
 * the endpoint that is there, without a secret.
 */
@Injectable()
export class RegisterEndpoint {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly targets: TargetUrls,
    private readonly make: MakeEndpoint,
  ) {}

  async execute(owner: Owner, wishedUrl: string): Promise<{ endpointId: string; secret: string | null }> {
    const url = await this.targets.admit(wishedUrl, owner.livemode);
    const { endpoint, secret } = this.make.one({ ...owner, url });
    if (await this.endpoints.insert(endpoint)) return { endpointId: endpoint.id, secret };
    const present = await this.endpoints.findByUrl(owner, url);
    if (!present) throw noSuchEndpoint();
    return { endpointId: present.id, secret: null };
  }
}
