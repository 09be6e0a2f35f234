import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import {
  type Account,
  type Standing,
  type StandingChange,
  standingOf,
  standingTransitions,
} from '../../domain/account.js';
import { illegalMove, notFound } from '../../domain/auth.errors.js';
import { Journal, standingEvents } from '../journal.js';
import { Accounts, Sessions, Transactions, type Visitor } from '../ports.js';

const DONE: Readonly<Record<StandingChange, string>> = {
  disable: 'user_disabled',
  delete: 'user_deleted',
  restore: 'user_restored',
};

/**
 * An admin disables, deletes or restores an account; its sessions end with the former two. One admin always remains.
 */
@Injectable()
export class ChangeStanding {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly journal: Journal,
    private readonly clock: Clock,
  ) {}

  async execute(id: string, change: StandingChange, actorId: string, visitor: Visitor): Promise<Account> {
    return this.transactions.run(async () => {
      const admins = await this.accounts.lockAdmins();
      const account = (await this.accounts.lock(id))?.account;
      if (!account) throw notFound('user');
      const step = standingTransitions.step(standingOf(account), change);
      if (step.kind === 'same') return account;
      if (step.kind === 'rejected') throw illegalMove(`A ${step.at} account can not be ${change}d.`);
      this.refuseLastAdmin(account, step.from, admins);
      const after = this.moved(account, step.to);
      await this.accounts.save(after);
      if (step.to !== 'active') await this.endSessions(after);
      const entry = { action: DONE[change], actorId, target: { type: 'user', id }, visitor };
      await this.journal.write(entry, standingEvents(after, step.to !== 'active'));
      return after;
    });
  }

  /** An owner takes the team along. */
  private async endSessions({ id, merchant, teamRole }: Account): Promise<void> {
    await this.sessions.endAllOf(id);
    if (merchant && teamRole === 'owner') await this.sessions.endAllOfTeam(merchant.id);
  }

  private refuseLastAdmin({ role }: Account, from: Standing, admins: number): void {
    if (role === 'admin' && from === 'active' && admins <= 1) throw illegalMove('This is the last admin.');
  }

  private moved(account: Account, to: Standing): Account {
    const { merchant, sessionVersion, disabledAt } = account;
    const now = this.clock.now();
    return {
      ...account,
      sessionVersion: sessionVersion + 1,
      disabledAt: to === 'active' ? null : to === 'disabled' ? now : disabledAt,
      deletedAt: to === 'deleted' ? now : null,
      merchant: merchant && { ...merchant, version: merchant.version + 1 },
    };
  }
}
