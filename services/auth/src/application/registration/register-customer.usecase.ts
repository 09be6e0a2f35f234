import { Injectable } from '@nestjs/common';
import type { Account } from '../../domain/account.js';
import { Transactions, type Visitor } from '../ports.js';
import { type OpenedSession, SessionOpener } from '../sessions/session-opener.js';
import { type Application, Enrolment } from './enrolment.js';

@Injectable()
export class RegisterCustomer {
  constructor(
    private readonly transactions: Transactions,
    private readonly enrolment: Enrolment,
    private readonly sessions: SessionOpener,
  ) {}

  async execute(
    application: Application,
    visitor: Visitor,
  ): Promise<{ readonly account: Account; readonly session: OpenedSession }> {
    const applicant = await this.enrolment.prepare(application);
    return this.transactions.run(async () => {
      const account = await this.enrolment.admit(applicant, { role: 'customer', actorId: null, visitor });
      return { account, session: await this.sessions.open(account) };
    });
  }
}
