import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { standingOf } from '../../domain/account.js';
import { type Mail, Pages, PasswordResets } from '../letters.ports.js';
import { Accounts, AuditLog, Entropy } from '../ports.js';

const NOBODY = { ip: null, requestId: null };

/** The mail that lets somebody choose a new password; none for an address that nobody active has. */
@Injectable()
export class ResetLetters {
  constructor(
    private readonly accounts: Accounts,
    private readonly resets: PasswordResets,
    private readonly pages: Pages,
    private readonly entropy: Entropy,
    private readonly audit: AuditLog,
  ) {}

  async write(email: string): Promise<Mail | undefined> {
    const found = await this.accounts.credentialsOf(email);
    if (!found || standingOf(found.account) !== 'active') return undefined;
    const { id, name } = found.account;
    const token = this.entropy.bytes(32).toString('base64url');
    if (!(await this.resets.issue(hashOf(token), id))) return undefined;
    const target = { type: 'user', id };
    await this.audit.write({ action: 'password_reset_sent', actorId: null, target, visitor: NOBODY });
    return { to: email, subject: 'Choose a new password', text: textFor(name, this.pages.resetPassword(token)) };
  }
}

/** What is kept of a token that came by mail. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

const textFor = (name: string, link: string): string =>
  `Hello ${name},

somebody asked for a new password for this address. If it was you, choose one here within an hour:

${link}

If it was not you, nothing has changed and there is nothing to do.`;
