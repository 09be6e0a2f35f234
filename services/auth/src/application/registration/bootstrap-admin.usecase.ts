import { Injectable } from '@nestjs/common';
import { Accounts, Transactions, type Visitor } from '../ports.js';
import { Enrolment } from './enrolment.js';

export interface FirstAdmin {
  readonly email: string;
  readonly password: string;
}

/** Makes the first admin, once: with any active admin it does nothing, and of ten at once one succeeds. */
@Injectable()
export class BootstrapAdmin {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly enrolment: Enrolment,
  ) {}

  async execute({ email, password }: FirstAdmin, visitor: Visitor): Promise<'created' | 'exists'> {
    return this.transactions.run(async () => {
      if ((await this.accounts.lockAdmins()) > 0) return 'exists';
      const applicant = await this.enrolment.prepare({ email, password, name: 'Administrator' });
      await this.enrolment.admit(applicant, { role: 'admin', actorId: null, visitor });
      return 'created';
    });
  }
}
