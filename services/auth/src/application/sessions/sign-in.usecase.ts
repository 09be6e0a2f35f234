import { Injectable } from '@nestjs/common';
import { type Account, mayAct } from '../../domain/account.js';
import { accountClosed, invalidCredentials, slowDown } from '../../domain/auth.errors.js';
import { canonicalEmail } from '../../domain/email.js';
import { normalPassword } from '../../domain/password.js';
import { Accounts, AuditLog, type Credentials, Passwords, SignInThrottle, type Visitor } from '../ports.js';
import { type OpenedSession, SessionOpener } from './session-opener.js';

export interface SignedIn {
  readonly account: Account;
  readonly session: OpenedSession;
  readonly apiKeyPrefix: string | null;
}

/** E-mail and password for a session. An unknown address and a wrong password look, and take, the same. */
@Injectable()
export class SignIn {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly throttle: SignInThrottle,
    private readonly sessions: SessionOpener,
    private readonly audit: AuditLog,
  ) {}

  /** 401 1001, 403 1003 (only to who knows the password), 429 1007 with the seconds to wait. */
  async execute(email: string, typed: string, visitor: Visitor): Promise<SignedIn> {
    const known = canonicalEmail(email) ?? email.slice(0, 254).toLowerCase();
    await this.admit(known, visitor);
    const found = await this.accounts.credentialsOf(known);
    const password = normalPassword(typed);
    const matches = await this.passwords.verify(password, found?.passwordHash);
    if (!found || !matches) return this.refuse(found, visitor, 'wrong_credentials');
    if (!mayAct(found.account)) return this.refuse(found, visitor, 'account_closed');
    await this.renewHash(found, password);
    const session = await this.sessions.open(found.account);
    await this.throttle.clear(known);
    const target = { type: 'user', id: found.account.id };
    await this.audit.write({ action: 'signed_in', actorId: found.account.id, target, visitor });
    return { account: found.account, session, apiKeyPrefix: found.apiKeyPrefix };
  }

  private async admit(email: string, visitor: Visitor): Promise<void> {
    const waitS = await this.throttle.attempt(email);
    if (waitS === 0) return;
    await this.audit.write({ action: 'sign_in_throttled', actorId: null, visitor });
    throw slowDown(waitS);
  }

  private async refuse(
    found: Credentials | undefined,
    visitor: Visitor,
    reason: 'wrong_credentials' | 'account_closed',
  ): Promise<never> {
    const target = found ? { target: { type: 'user', id: found.account.id } } : {};
    await this.audit.write({ action: 'sign_in_failed', actorId: null, ...target, detail: { reason }, visitor });
    throw reason === 'account_closed' ? accountClosed() : invalidCredentials();
  }

  private async renewHash({ account, passwordHash }: Credentials, password: string): Promise<void> {
    if (!this.passwords.isOutdated(passwordHash)) return;
    await this.accounts.setPassword(account.id, await this.passwords.hash(password));
  }
}
