import { Injectable } from '@nestjs/common';
import { notLive, wrongField } from '../../domain/auth.errors.js';
import { Journal } from '../journal.js';
import { Accounts, ApiKeys, type KeyFence, Transactions, type Visitor } from '../ports.js';
import { ApiKeyMint, type FreshKey } from './api-key-mint.js';
import { type KeyHolder, KeyReach } from './key-reach.js';

/** Keys are for systems, not for requests. */
const MAX_KEYS = 50;

export interface KeyWish extends KeyFence {
  readonly name: string;
  /** Live money or the sandbox, for ever; left out: the mode of the session. */
  readonly livemode?: boolean | undefined;
}

@Injectable()
export class CreateApiKey {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly keys: ApiKeys,
    private readonly reach: KeyReach,
    private readonly mint: ApiKeyMint,
    private readonly journal: Journal,
  ) {}

  /** 403 1006 for a live key of a merchant that is not open for live money, and for what no key may make. */
  async execute(holder: KeyHolder, wish: KeyWish, visitor: Visitor): Promise<FreshKey> {
    const { name, livemode = holder.livemode, ...fence } = wish;
    return this.transactions.run(async () => {
      const { merchantId, userId } = holder;
      await this.reach.refuseStronger(holder, livemode);
      if (livemode && !(await this.accounts.find(userId))?.merchant?.liveSince) throw notLive();
      const held = (await this.keys.list(merchantId)).length;
      if (held >= MAX_KEYS) throw wrongField('name', `can not be given: ${MAX_KEYS} keys are in use`);
      const fresh = await this.mint.mint({ merchantId, livemode, name: name.trim(), fence });
      const target = { type: 'api_key', id: fresh.key.id };
      const detail = { livemode, scopes: fence.scopes, allowed_ips: fence.allowedIps };
      await this.journal.write({ action: 'api_key_created', actorId: userId, target, detail, visitor });
      return fresh;
    });
  }
}
