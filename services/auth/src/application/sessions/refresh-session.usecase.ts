import { Injectable } from '@nestjs/common';
import { sessionOver } from '../../domain/auth.errors.js';
import { Journal } from '../journal.js';
import { Accounts, type FoundToken, Transactions, type Visitor } from '../ports.js';
import { type OpenedSession, SessionOpener } from './session-opener.js';
import { TokenExchange } from './token-exchange.js';

/** A refresh token for the next one and a new access token; one that was exchanged long ago ends its session. */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly transactions: Transactions,
    private readonly exchange: TokenExchange,
    private readonly accounts: Accounts,
    private readonly opener: SessionOpener,
    private readonly journal: Journal,
  ) {}

  async execute(token: string | undefined, visitor: Visitor): Promise<OpenedSession> {
    if (!token) throw sessionOver();
    // Decided in the transaction and answered after it: throwing inside would undo the end of a stolen session.
    const { refreshToken, found } = await this.transactions.run(async () => {
      const outcome = await this.exchange.present(token);
      if (outcome.verdict === 'reuse' && outcome.found) await this.note(outcome.found, visitor);
      return outcome;
    });
    const account = found && refreshToken ? await this.accounts.find(found.userId) : undefined;
    if (!account || !found || !refreshToken) throw sessionOver();
    const { sessionId: id, livemode } = found;
    return { access: await this.opener.accessFor(account, { id, livemode }), refreshToken };
  }

  private note({ userId, sessionId }: FoundToken, visitor: Visitor): Promise<void> {
    const target = { type: 'session', id: sessionId };
    return this.journal.write({ action: 'refresh_reuse', actorId: userId, target, visitor });
  }
}
