import { Injectable } from '@nestjs/common';
import type { Account } from '../../domain/account.js';
import { wrongField } from '../../domain/auth.errors.js';
import { faultOfPassword, normalPassword } from '../../domain/password.js';
import { Accounts, type AccountWithPassword, Passwords, Sessions } from '../ports.js';

export interface NewPassword {
  readonly current: string | undefined;
  readonly next: string;
}

/** Changes the password of who knows the present one, and ends every other session. */
@Injectable()
export class PasswordChange {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {}

  /** The hash of the new password; 422 1004 when the present one is missing or wrong, or the new one too weak. */
  async prepare({ account, passwordHash }: AccountWithPassword, { current, next }: NewPassword): Promise<string> {
    if (current === undefined) throw wrongField('current_password', 'is needed to change the password');
    const matches = await this.passwords.verify(normalPassword(current), passwordHash);
    if (!matches) throw wrongField('current_password', 'is not the present password');
    const password = normalPassword(next);
    const fault = faultOfPassword(password, account.email);
    if (fault !== undefined) throw wrongField('password', fault);
    return this.passwords.hash(password);
  }

  /** The account was saved with its next session version before: this session goes on under it, the others end. */
  async apply(account: Account, hash: string, sessionId: string | undefined): Promise<void> {
    await this.accounts.setPassword(account.id, hash);
    await this.sessions.endAllOf(account.id, sessionId);
  }
}
