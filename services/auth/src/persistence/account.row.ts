import type { Account, Role, TeamRole } from '../domain/account.js';

/** An account and its merchant as one row, as every statement here selects it. */
export interface AccountRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly session_version: number;
  readonly disabled_at: Date | null;
  readonly deleted_at: Date | null;
  readonly created_at: Date;
  readonly merchant_id: string | null;
  readonly livemode: boolean | null;
  readonly live_since: Date | null;
  readonly webhook_url: string | null;
  readonly merchant_version: number | null;
  readonly team_role: TeamRole | null;
  readonly merchant_closed: boolean;
}

export const ACCOUNT_COLUMNS = `
  u.id, u.email, u.name, u.role, u.session_version, u.disabled_at, u.deleted_at, u.created_at,
  m.id as merchant_id, m.livemode, m.live_since, m.webhook_url, m.version as merchant_version,
  case when m.id is null then null else coalesce(u.team_role, 'owner') end as team_role,
  (u.member_of is not null and exists (select from user_account o
    where o.id = m.owner_id and (o.disabled_at is not null or o.deleted_at is not null))) as merchant_closed`;

export const ACCOUNT_TABLES = `user_account u left join merchant m
  on m.id = coalesce(u.member_of, (select own.id from merchant own where own.owner_id = u.id))`;

export function accountOf(row: AccountRow): Account {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    sessionVersion: row.session_version,
    disabledAt: row.disabled_at,
    deletedAt: row.deleted_at,
    createdAt: row.created_at,
    merchant:
      row.merchant_id === null
        ? null
        : {
            id: row.merchant_id,
            livemode: row.livemode ?? false,
            liveSince: row.live_since,
            webhookUrl: row.webhook_url,
            version: row.merchant_version ?? 1,
          },
    teamRole: row.team_role,
    merchantClosed: row.merchant_closed,
  };
}
