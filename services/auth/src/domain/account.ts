import { defineTransitions } from '#kernel';

export type Role = 'merchant' | 'customer' | 'admin';

/** A merchant's people: the owner has the account the merchant was registered with. */
export type TeamRole = 'owner' | 'staff' | 'scanner';

/** Everything but team, keys and payouts. */
const STAFF = [
  'read',
  'orders',
  'payments',
  'refunds',
  'listings',
  'bookings',
  'check-ins',
  'webhooks',
  'profile',
] as const;

export type Standing = 'active' | 'disabled' | 'deleted';
export type StandingChange = 'disable' | 'delete' | 'restore';

/** The seller behind a merchant's account; `version` counts the events told about it. */
export interface Merchant {
  readonly id: string;
  /** The mode its profile's webhook URL belongs to: the sandbox, in which every merchant begins (R15). */
  readonly livemode: boolean;
  /** Since when it may take live money too; null: not yet. */
  readonly liveSince: Date | null;
  readonly webhookUrl: string | null;
  readonly version: number;
}

/** One person or company that signs in. `email` is canonical and belongs to one account for ever, a deleted one too. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Grows when every session has to end (password changed, account disabled or deleted). */
  readonly sessionVersion: number;
  readonly disabledAt: Date | null;
  readonly deletedAt: Date | null;
  readonly createdAt: Date;
  /** Present exactly for the role merchant. */
  readonly merchant: Merchant | null;
  /** What a merchant's account is in its team; null for others. */
  readonly teamRole: TeamRole | null;
  /** The merchant's owner may not act, and so none of the team. */
  readonly merchantClosed: boolean;
}

/** An admin disables, deletes (softly) and restores accounts; restoring brings back to active from either. */
export const standingTransitions = defineTransitions<Standing, StandingChange>({
  name: 'account',
  initial: 'active',
  events: ['disable', 'delete', 'restore'],
  table: {
    active: { disable: 'disabled', delete: 'deleted' },
    disabled: { delete: 'deleted', restore: 'active' },
    deleted: { restore: 'active' },
  },
  reaches: { disable: ['disabled'], delete: ['deleted'], restore: ['active'] },
});

export function standingOf({ disabledAt, deletedAt }: Pick<Account, 'disabledAt' | 'deletedAt'>): Standing {
  if (deletedAt) return 'deleted';
  return disabledAt ? 'disabled' : 'active';
}

/** Whether somebody may sign in and act. */
export function mayAct(account: Account): boolean {
  return standingOf(account) === 'active' && !account.merchantClosed;
}

/** What a member of a team may do, in scopes; null: everything a merchant may. */
export function scopesOf(teamRole: TeamRole | null): readonly string[] | null {
  switch (teamRole) {
    case 'staff':
      return STAFF;
    case 'scanner':
      return ['check-ins', 'profile'];
    case 'owner':
    case null:
      return null;
  }
}
