import { Injectable } from '@nestjs/common';
import type { Account } from '../../domain/account.js';
import { wrongField } from '../../domain/auth.errors.js';
import { hashOf } from '../letters/reset-letters.js';
import { Team } from '../letters.ports.js';
import { Transactions, type Visitor } from '../ports.js';
import { Enrolment } from '../registration/enrolment.js';
import { type OpenedSession, SessionOpener } from '../sessions/session-opener.js';

const badToken = () => wrongField('token', 'is not valid any more: ask for another invitation');

/** Who has the mail's token gets an account of the team, with the invited address. */
@Injectable()
export class JoinTeam {
  constructor(
    private readonly transactions: Transactions,
    private readonly team: Team,
    private readonly enrolment: Enrolment,
    private readonly sessions: SessionOpener,
  ) {}

  async execute(
    { token, name, password }: { readonly token: string; readonly name: string; readonly password: string },
    visitor: Visitor,
  ): Promise<{ readonly account: Account; readonly session: OpenedSession }> {
    const invitation = await this.team.invitationOf(hashOf(token));
    if (!invitation) throw badToken();
    const { id, email, merchantId, role } = invitation;
    const applicant = await this.enrolment.prepare({ email, name, password });
    return this.transactions.run(async () => {
      if (!(await this.team.accept(id))) throw badToken();
      const member = { merchantId, role };
      const account = await this.enrolment.admit(applicant, { role: 'merchant', member, actorId: null, visitor });
      return { account, session: await this.sessions.open(account) };
    });
  }
}
