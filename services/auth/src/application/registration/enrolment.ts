import { Injectable } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import type { NewEvent } from '#messaging';
import type { Account, Merchant, Role } from '../../domain/account.js';
import { alreadyRegistered, wrongField } from '../../domain/auth.errors.js';
import { canonicalEmail } from '../../domain/email.js';
import { faultOfPassword, normalPassword } from '../../domain/password.js';
import { Journal, merchantEvent } from '../journal.js';
import { Accounts, Passwords, type Visitor } from '../ports.js';

export interface Application {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** An application that was checked, with the password hashed: what takes time is done before the transaction. */
export interface Applicant {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
}

export interface Admission {
  readonly role: Role;
  readonly merchant?: Omit<Merchant, 'version'>;
  /** Joins this merchant's team. */
  readonly member?: { readonly merchantId: string; readonly role: 'staff' | 'scanner' };
  /** Null: the applicant registers alone. */
  readonly actorId: string | null;
  readonly visitor: Visitor;
}

/** How anyone gets an account: one identity an e-mail address, whoever comes first. */
@Injectable()
export class Enrolment {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly journal: Journal,
    private readonly clock: Clock,
  ) {}

  /** 422 1004 for a wrong address or password, 409 1021 where the address is taken. */
  async prepare({ email: raw, name, password: typed }: Application): Promise<Applicant> {
    const email = canonicalEmail(raw);
    if (email === undefined) throw wrongField('email', 'must be an e-mail address');
    const password = normalPassword(typed);
    const fault = faultOfPassword(password, email);
    if (fault !== undefined) throw wrongField('password', fault);
    if (await this.accounts.isTaken(email)) throw alreadyRegistered();
    return { email, name: name.trim(), passwordHash: await this.passwords.hash(password) };
  }

  /** Inserts the account, tells of it and notes it, all in the caller's transaction; 409 1021 for who came second. */
  async admit(applicant: Applicant, { role, merchant, member, actorId, visitor }: Admission): Promise<Account> {
    const account: Account = {
      id: newId(),
      email: applicant.email,
      name: applicant.name,
      role,
      sessionVersion: 1,
      disabledAt: null,
      deletedAt: null,
      createdAt: this.clock.now(),
      merchant: merchant ? { ...merchant, version: 1 } : placeOf(member),
      teamRole: merchant ? 'owner' : (member?.role ?? null),
      merchantClosed: false,
    };
    if (!(await this.accounts.admit(account, applicant.passwordHash))) throw alreadyRegistered();
    const target = { type: 'user', id: account.id };
    const entry = {
      action: member ? 'team_joined' : `${role}_registered`,
      actorId: actorId ?? account.id,
      target,
      visitor,
    };
    await this.journal.write(entry, registrationEvents(account));
    return account;
  }
}

/** Of the merchant only its id is known here: what is read next has the rest. */
function placeOf(member: Admission['member']): Merchant | null {
  return member ? { id: member.merchantId, livemode: false, liveSince: null, webhookUrl: null, version: 1 } : null;
}

function registrationEvents(account: Account): NewEvent[] {
  const { id, role } = account;
  if (role !== 'admin') return merchantEvent('merchant.registered', account);
  return [{ type: 'admin.registered', aggregateId: id, aggregateVersion: 1, data: { user_id: id } }];
}
