import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { type Account, mayAct } from '../../domain/account.js';
import { illegalMove, notFound } from '../../domain/auth.errors.js';
import { Accounts, AuditLog, Transactions, type Visitor } from '../ports.js';

/** An admin opens a merchant for live money, once the platform knows whom it deals with; again, it changes nothing. */
@Injectable()
export class GoLive {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async execute(id: string, actorId: string, visitor: Visitor): Promise<Account> {
    return this.transactions.run(async () => {
      const account = (await this.accounts.lock(id))?.account;
      if (!account) throw notFound('user');
      const { merchant, teamRole } = account;
      if (!merchant || teamRole !== 'owner')
        throw illegalMove('Only the owner of a merchant can be opened for live money.');
      if (!mayAct(account)) throw illegalMove('The account is disabled or deleted.');
      if (merchant.liveSince) return account;
      const liveSince = this.clock.now();
      await this.accounts.openLive(id, liveSince);
      const target = { type: 'user', id };
      await this.audit.write({ action: 'merchant_opened_live', actorId, target, visitor });
      return { ...account, merchant: { ...merchant, liveSince } };
    });
  }
}
