import { Injectable } from '@nestjs/common';
import { Journal } from '../journal.js';
import { ApiKeys, Transactions, type Visitor } from '../ports.js';
import { ApiKeyMint, type FreshKey } from './api-key-mint.js';
import { type KeyHolder, KeyReach } from './key-reach.js';

/** A new key under the same name; the old one goes on for a while, so that its users can change over. */
@Injectable()
export class RotateApiKey {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: ApiKeys,
    private readonly reach: KeyReach,
    private readonly mint: ApiKeyMint,
    private readonly journal: Journal,
  ) {}

  async execute(holder: KeyHolder, id: string, overlapS: number, visitor: Visitor): Promise<FreshKey> {
    return this.transactions.run(async () => {
      const { merchantId, livemode, name, fence } = await this.reach.lock(holder, id);
      const fresh = await this.mint.mint({ merchantId, livemode, name, fence });
      await this.keys.expireIn(id, overlapS);
      const detail = { successor: fresh.key.id, overlap_s: overlapS };
      const target = { type: 'api_key', id };
      await this.journal.write({ action: 'api_key_rotated', actorId: holder.userId, target, detail, visitor });
      return fresh;
    });
  }
}
