import { Injectable } from '@nestjs/common';
import { canonicalEmail } from '../../domain/email.js';
import { Letters } from '../letters.ports.js';
import { AuditLog, type Visitor } from '../ports.js';

/**
 * Notes that a mail is owed, whether or not anybody has this address: who asks learns nothing, neither by the answer
 * nor by its time.
 */
@Injectable()
export class RequestPasswordReset {
  constructor(
    private readonly letters: Letters,
    private readonly audit: AuditLog,
  ) {}

  async execute(typed: string, visitor: Visitor): Promise<void> {
    const email = canonicalEmail(typed);
    if (email === undefined) return;
    await this.letters.owe('password_reset', email);
    await this.audit.write({ action: 'password_reset_requested', actorId: null, visitor });
  }
}
