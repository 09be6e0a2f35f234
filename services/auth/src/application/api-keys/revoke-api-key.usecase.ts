import { Injectable } from '@nestjs/common';
import { notFound } from '../../domain/auth.errors.js';
import { Journal } from '../journal.js';
import { ApiKeys, Transactions, type Visitor } from '../ports.js';
import type { KeyHolder } from './create-api-key.usecase.js';

/** At once, for good. */
@Injectable()
export class RevokeApiKey {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: ApiKeys,
    private readonly journal: Journal,
  ) {}

  async execute(holder: KeyHolder, id: string, visitor: Visitor): Promise<void> {
    await this.transactions.run(async () => {
      if (!(await this.keys.lock(holder.merchantId, id))) throw notFound('API key');
      await this.keys.revoke(id);
      const target = { type: 'api_key', id };
      await this.journal.write({ action: 'api_key_revoked', actorId: holder.userId, target, visitor });
    });
  }
}
