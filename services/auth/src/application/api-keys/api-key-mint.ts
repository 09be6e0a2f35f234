import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { mintKey } from '../../domain/api-key.js';
import { type ApiKey, ApiKeys, Entropy, type NewApiKey } from '../ports.js';

export interface FreshKey {
  readonly key: ApiKey;
  /** The whole key, in clear, this once. */
  readonly secret: string;
}

@Injectable()
export class ApiKeyMint {
  constructor(
    private readonly keys: ApiKeys,
    private readonly entropy: Entropy,
  ) {}

  async mint(about: Pick<NewApiKey, 'merchantId' | 'livemode' | 'name' | 'fence'>): Promise<FreshKey> {
    const minted = mintKey(this.entropy.bytes(32), about.livemode);
    return { key: await this.keys.insert({ ...about, id: newId(), minted }), secret: minted.key };
  }
}
