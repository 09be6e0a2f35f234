import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { claimsOf, SESSION_TOKEN_LIFE_S } from '../../domain/access-claims.js';
import type { Account } from '../../domain/account.js';
import { invalidCredentials } from '../../domain/auth.errors.js';
import { AccessTokenIssuer, RefreshTokens, Sessions } from '../ports.js';

/** Both in clear, on their way to the client. */
export interface OpenedSession {
  readonly access: string;
  readonly refreshToken: string;
}

/** Starts sessions and signs their access tokens. */
@Injectable()
export class SessionOpener {
  constructor(
    private readonly sessions: Sessions,
    private readonly refreshTokens: RefreshTokens,
    private readonly issuer: AccessTokenIssuer,
  ) {}

  async open(account: Account): Promise<OpenedSession> {
    const refreshToken = this.refreshTokens.first();
    const access = await this.start(account, this.refreshTokens.hash(refreshToken));
    return { access, refreshToken };
  }

  /** An access token that can't be prolonged. */
  openOnce(account: Account): Promise<string> {
    return this.start(account, null);
  }

  /** @param session with the mode it is in */
  async accessFor(account: Account, session: { readonly id: string; readonly livemode: boolean }): Promise<string> {
    return (await this.issuer.issue(claimsOf(account, session), SESSION_TOKEN_LIFE_S)).token;
  }

  private async start(account: Account, refreshHash: Buffer | null): Promise<string> {
    const { id: userId, sessionVersion } = account;
    const session = { id: newId(), userId, sessionVersion, refreshHash };
    // The account changed between reading its password and now: as if the password had been wrong.
    if (!(await this.sessions.open(session))) throw invalidCredentials();
    return this.accessFor(account, { id: session.id, livemode: false });
  }
}
