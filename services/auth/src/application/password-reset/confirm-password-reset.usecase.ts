import { Injectable } from '@nestjs/common';
import { hashOf } from '../letters/reset-letters.js';
import { PasswordResets } from '../letters.ports.js';
import { AuditLog, Transactions, type Visitor } from '../ports.js';
import { badToken, NewPasswordByToken } from './new-password-by-token.js';

/** A new password for who has the mail's token; every session of the account ends. */
@Injectable()
export class ConfirmPasswordReset {
  constructor(
    private readonly transactions: Transactions,
    private readonly resets: PasswordResets,
    private readonly newPassword: NewPasswordByToken,
    private readonly audit: AuditLog,
  ) {}

  async execute(token: string, typed: string, visitor: Visitor): Promise<void> {
    const hash = hashOf(token);
    const userId = await this.resets.holderOf(hash);
    if (userId === undefined) throw badToken();
    const passwordHash = await this.newPassword.prepare(userId, typed);
    await this.transactions.run(async () => {
      if (!(await this.resets.use(hash))) throw badToken();
      await this.newPassword.apply(userId, passwordHash);
      const target = { type: 'user', id: userId };
      await this.audit.write({ action: 'password_reset', actorId: userId, target, visitor });
    });
  }
}
