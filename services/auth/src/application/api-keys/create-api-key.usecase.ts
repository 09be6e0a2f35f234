import { Injectable } from '@nestjs/common';
import { wrongField } from '../../domain/auth.errors.js';
import { Journal } from '../journal.js';
import { ApiKeys, type KeyFence, Transactions, type Visitor } from '../ports.js';
import { ApiKeyMint, type FreshKey } from './api-key-mint.js';

/** Keys are for systems, not for requests. */
const MAX_KEYS = 50;

/** Who asks, for which merchant. */
export interface KeyHolder {
  readonly userId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
}

export interface KeyWish extends KeyFence {
  readonly name: string;
}

@Injectable()
export class CreateApiKey {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: ApiKeys,
    private readonly mint: ApiKeyMint,
    private readonly journal: Journal,
  ) {}

  async execute(holder: KeyHolder, { name, ...fence }: KeyWish, visitor: Visitor): Promise<FreshKey> {
    return this.transactions.run(async () => {
      const { merchantId, livemode, userId } = holder;
      const held = (await this.keys.list(merchantId)).length;
      if (held >= MAX_KEYS) throw wrongField('name', `can not be given: ${MAX_KEYS} keys are in use`);
      const fresh = await this.mint.mint({ merchantId, livemode, name: name.trim(), fence });
      const target = { type: 'api_key', id: fresh.key.id };
      const detail = { scopes: fence.scopes, allowed_ips: fence.allowedIps };
      await this.journal.write({ action: 'api_key_created', actorId: userId, target, detail, visitor });
      return fresh;
    });
  }
}
