import { Injectable } from '@nestjs/common';
import { RefreshTokens, Sessions, Transactions } from '../ports.js';

/** Ends the session of a refresh token and that of an access token, whichever is shown; twice is as good as once. */
@Injectable()
export class SignOut {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: Sessions,
    private readonly tokens: RefreshTokens,
  ) {}

  async execute(shown: {
    readonly refreshToken: string | undefined;
    readonly sessionId: string | undefined;
  }): Promise<void> {
    await this.transactions.run(async () => {
      if (shown.sessionId) await this.sessions.end(shown.sessionId);
      const found = shown.refreshToken && (await this.sessions.present(this.tokens.hash(shown.refreshToken)));
      if (found) await this.sessions.end(found.sessionId);
    });
  }
}
