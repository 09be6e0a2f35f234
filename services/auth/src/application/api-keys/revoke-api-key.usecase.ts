import { Injectable } from '@nestjs/common';
import { Journal } from '../journal.js';
import { ApiKeys, Transactions, type Visitor } from '../ports.js';
import { type KeyHolder, KeyReach } from './key-reach.js';

/** At once, for good. */
@Injectable()
export class RevokeApiKey {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: ApiKeys,
    private readonly reach: KeyReach,
    private readonly journal: Journal,
  ) {}

  async execute(holder: KeyHolder, id: string, visitor: Visitor): Promise<void> {
    await this.transactions.run(async () => {
      await this.reach.lock(holder, id);
      await this.keys.revoke(id);
      const target = { type: 'api_key', id };
      await this.journal.write({ action: 'api_key_revoked', actorId: holder.userId, target, visitor });
    });
  }
}
