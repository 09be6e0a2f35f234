import { Injectable } from '@nestjs/common';
import { Endpoints, Merchants, TargetUrls } from './ports.js';
import { MakeEndpoint } from './endpoints/make-endpoint.js';

export interface ProfileChange {
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly webhookUrl: string | null;
  readonly version: number;
}

/**
 * Keeps the endpoint that comes from a merchant's profile in step with it, whatever the merchant has changed by hand
 * since: only a profile whose URL is another than before acts. Runs in the consumer's transaction and asks no DNS:
 * each send does.
 */
@Injectable()
export class FollowMerchants {
  constructor(
    private readonly merchants: Merchants,
    private readonly endpoints: Endpoints,
    private readonly targets: TargetUrls,
    private readonly make: MakeEndpoint,
  ) {}

  async profile({ merchantId, livemode, webhookUrl, version }: ProfileChange): Promise<void> {
    const url = webhookUrl === null ? null : (this.targets.wellFormed(webhookUrl, livemode) ?? null);
    const noted = await this.merchants.noteProfile(merchantId, url, version);
    if (!noted || noted.previousUrl === url) return;
    const owner = { merchantId, livemode };
    const old = noted.previousUrl === null ? undefined : await this.endpoints.findByUrl(owner, noted.previousUrl);
    if (url === null) {
      if (old) await this.endpoints.remove(old);
      return;
    }
    const present = await this.endpoints.findByUrl(owner, url);
    if (present && old) await this.endpoints.remove(old);
    if (present) return;
    if (old) await this.endpoints.save({ ...old, url });
    else await this.endpoints.insert(this.make.one({ ...owner, url }).endpoint);
  }

  async disabled(merchantId: string, disabled: boolean, version: number): Promise<void> {
    if (await this.merchants.notePaused(merchantId, disabled, version))
      await this.endpoints.pause(merchantId, disabled);
  }
}
