import { Injectable } from '@nestjs/common';
import { wrongField } from '../../domain/auth.errors.js';
import { Journal } from '../journal.js';
import { ApiKeys, Transactions, type Visitor } from '../ports.js';
import { ApiKeyMint, type FreshKey } from './api-key-mint.js';

/** Keys are for systems, not for requests. */
const MAX_KEYS = 50;

/** Who asks, for which merchant. */
export interface KeyHolder {
  readonly userId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
}

@Injectable()
export class CreateApiKey {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: ApiKeys,
    private readonly mint: ApiKeyMint,
    private readonly journal: Journal,
  ) {}

  async execute(holder: KeyHolder, name: string, visitor: Visitor): Promise<FreshKey> {
    return this.transactions.run(async () => {
      const { merchantId, livemode, userId } = holder;
      const held = (await this.keys.list(merchantId)).length;
      if (held >= MAX_KEYS) throw wrongField('name', `can not be given: ${MAX_KEYS} keys are in use`);
      const fresh = await this.mint.mint({ merchantId, livemode, name: name.trim() });
      const target = { type: 'api_key', id: fresh.key.id };
      await this.journal.write({ action: 'api_key_created', actorId: userId, target, visitor });
      return fresh;
    });
  }
}
