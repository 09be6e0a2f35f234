import { Injectable } from '@nestjs/common';
import { type ApiKey, ApiKeys } from '../ports.js';
import { type KeyHolder, KeyReach } from './key-reach.js';

/** The working keys; an API key sees those of its own mode. */
@Injectable()
export class ListApiKeys {
  constructor(
    private readonly keys: ApiKeys,
    private readonly reach: KeyReach,
  ) {}

  async execute(holder: KeyHolder): Promise<ApiKey[]> {
    const asking = await this.reach.asking(holder);
    const held = await this.keys.list(holder.merchantId);
    return asking ? held.filter(({ livemode }) => livemode === asking.livemode) : held;
  }
}
