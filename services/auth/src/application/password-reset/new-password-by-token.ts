import { Injectable } from '@nestjs/common';
import { wrongField } from '../../domain/auth.errors.js';
import { faultOfPassword, normalPassword } from '../../domain/password.js';
import { PasswordChange } from '../accounts/password-change.js';
import { Accounts, Passwords } from '../ports.js';

export const badToken = () => wrongField('token', 'is not valid any more: ask for another mail');

/** The part of a reset that is a change of password. */
@Injectable()
export class NewPasswordByToken {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly change: PasswordChange,
  ) {}

  async prepare(userId: string, typed: string): Promise<string> {
    const account = await this.accounts.find(userId);
    if (!account) throw badToken();
    const password = normalPassword(typed);
    const fault = faultOfPassword(password, account.email);
    if (fault !== undefined) throw wrongField('password', fault);
    return this.passwords.hash(password);
  }

  async apply(userId: string, passwordHash: string): Promise<void> {
    const locked = await this.accounts.lock(userId);
    if (!locked) throw badToken();
    const after = { ...locked.account, sessionVersion: locked.account.sessionVersion + 1 };
    await this.accounts.save(after);
    await this.change.apply(after, passwordHash, undefined);
  }
}
