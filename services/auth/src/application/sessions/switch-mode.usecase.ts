import { Injectable } from '@nestjs/common';
import { fixedMode, notFound, notLive } from '../../domain/auth.errors.js';
import { Accounts, AuditLog, Sessions, Transactions, type Visitor } from '../ports.js';
import { SessionOpener } from './session-opener.js';

/**
 * Turns a merchant's session to live money or back to the sandbox; its refreshed tokens stay there. Nothing of one
 * mode can be reached with a token of the other.
 */
@Injectable()
export class SwitchMode {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly opener: SessionOpener,
    private readonly audit: AuditLog,
  ) {}

  /** The session's next access token. 403 1006 for a merchant that is not live, and for API keys. */
  async execute(
    self: { readonly userId: string; readonly sessionId: string | undefined },
    livemode: boolean,
    visitor: Visitor,
  ): Promise<string> {
    const { userId, sessionId: id = '' } = self;
    return this.transactions.run(async () => {
      const account = await this.accounts.find(userId);
      if (!account) throw notFound('account');
      if (livemode && !account.merchant?.liveSince) throw notLive();
      const changed = await this.sessions.setMode(userId, id, livemode);
      if (changed === undefined) throw fixedMode();
      const target = { type: 'session', id };
      const entry = { action: 'mode_switched', actorId: userId, target, detail: { livemode }, visitor };
      if (changed) await this.audit.write(entry);
      return this.opener.accessFor(account, { id, livemode });
    });
  }
}
