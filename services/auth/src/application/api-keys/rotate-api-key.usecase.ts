import { Injectable } from '@nestjs/common';
import { notFound } from '../../domain/auth.errors.js';
import { Journal } from '../journal.js';
import { ApiKeys, Transactions, type Visitor } from '../ports.js';
import { ApiKeyMint, type FreshKey } from './api-key-mint.js';
import type { KeyHolder } from './create-api-key.usecase.js';

/** A new key under the same name; the old one goes on for a while, so that its users can change over. */
@Injectable()
export class RotateApiKey {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: ApiKeys,
    private readonly mint: ApiKeyMint,
    private readonly journal: Journal,
  ) {}

  async execute(holder: KeyHolder, id: string, overlapS: number, visitor: Visitor): Promise<FreshKey> {
    return this.transactions.run(async () => {
      const old = await this.keys.lock(holder.merchantId, id);
      if (!old) throw notFound('API key');
      const { merchantId, livemode, name, fence } = old;
      const fresh = await this.mint.mint({ merchantId, livemode, name, fence });
      await this.keys.expireIn(id, overlapS);
      const detail = { successor: fresh.key.id, overlap_s: overlapS };
      const target = { type: 'api_key', id };
      await this.journal.write({ action: 'api_key_rotated', actorId: holder.userId, target, detail, visitor });
      return fresh;
    });
  }
}
