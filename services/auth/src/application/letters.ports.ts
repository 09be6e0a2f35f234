import type { Account, TeamRole } from '../domain/account.js';

export type LetterKind = 'password_reset' | 'invitation';

/** A mail that is owed. It names what it is about; the token it carries is made when it is sent, and kept nowhere. */
export interface Letter {
  readonly id: string;
  readonly kind: LetterKind;
  /** The e-mail address that asked, or the invitation. */
  readonly about: string;
}

export abstract class Letters {
  abstract owe(kind: LetterKind, about: string): Promise<void>;
  /** Letters that are due; nobody else gets them for a while, and after some tries nobody at all. */
  abstract claim(limit: number): Promise<Letter[]>;
  abstract done(id: string): Promise<void>;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export abstract class Mailer {
  /** False where there is no way of sending: letters wait. */
  abstract readonly configured: boolean;
  abstract send(mail: Mail): Promise<void>;
}

/** Where the pages are that links in mails lead to; fixed, whatever a request says about its host. */
export abstract class Pages {
  /** The token is behind the hash: browsers neither send it nor tell it to the next page. */
  abstract resetPassword(token: string): string;
  abstract joinTeam(token: string): string;
}

export abstract class PasswordResets {
  /** Keeps the hash of a token for an hour; false when the account had three within the last hour. */
  abstract issue(hash: Buffer, userId: string): Promise<boolean>;
  /** The account of a token that is good. */
  abstract holderOf(hash: Buffer): Promise<string | undefined>;
  /** Uses the token up, and every other one of its account; false when somebody was first. */
  abstract use(hash: Buffer): Promise<boolean>;
}

export type MemberRole = Exclude<TeamRole, 'owner'>;

export interface Invitation {
  readonly id: string;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface NewInvitation {
  readonly id: string;
  readonly merchantId: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly invitedBy: string;
}

export abstract class Team {
  abstract invite(invitation: NewInvitation): Promise<Invitation>;
  /** Open ones of a merchant, newest first. */
  abstract invitations(merchantId: string): Promise<Invitation[]>;
  abstract invitation(id: string): Promise<Invitation | undefined>;
  abstract sign(id: string, hash: Buffer): Promise<void>;
  abstract invitationOf(hash: Buffer): Promise<Invitation | undefined>;
  /** Uses the invitation up; false when somebody was first. */
  abstract accept(id: string): Promise<boolean>;
  /** False when there is no such open one. */
  abstract revoke(merchantId: string, id: string): Promise<boolean>;
  /** Who belongs to a merchant, the owner first; without the deleted. */
  abstract members(merchantId: string): Promise<Account[]>;
}
