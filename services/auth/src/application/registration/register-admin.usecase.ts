import { Injectable } from '@nestjs/common';
import type { Account } from '../../domain/account.js';
import { Transactions, type Visitor } from '../ports.js';
import { SessionOpener } from '../sessions/session-opener.js';
import { type Application, Enrolment } from './enrolment.js';

/** An admin makes another; the creator stays who they are, so there is nothing to refresh the new one's token with. */
@Injectable()
export class RegisterAdmin {
  constructor(
    private readonly transactions: Transactions,
    private readonly enrolment: Enrolment,
    private readonly sessions: SessionOpener,
  ) {}

  async execute(
    application: Application,
    actorId: string,
    visitor: Visitor,
  ): Promise<{ readonly account: Account; readonly access: string }> {
    const applicant = await this.enrolment.prepare(application);
    return this.transactions.run(async () => {
      const account = await this.enrolment.admit(applicant, { role: 'admin', actorId, visitor });
      return { account, access: await this.sessions.openOnce(account) };
    });
  }
}
