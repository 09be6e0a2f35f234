import { Injectable } from '@nestjs/common';
import { Database, filtered, sql } from '#postgres';
import {
  type AccountFilter,
  Accounts,
  type AccountWithPassword,
  type Credentials,
  type PageAfter,
} from '../application/ports.js';
import type { Account } from '../domain/account.js';
import { ACCOUNT_COLUMNS, ACCOUNT_TABLES, accountOf, type AccountRow } from './account.row.js';

const INSERT = sql(
  'auth.admit-account',
  `with owner as (
     insert into user_account (id, email, name, role, password_hash, session_version, created_at, member_of, team_role)
     values ($1, $2, $3, $4, $5, $6, $7, $12, $13) on conflict (email) do nothing returning id
   ), seller as (
     insert into merchant (id, owner_id, name, livemode, webhook_url, version)
     select $8::uuid, id, $3, $9::boolean, $10::text, $11::integer from owner where $8::uuid is not null and $12::uuid is null
   )
   select id from owner`,
);
const IS_TAKEN = sql('auth.email-taken', 'select 1 from user_account where email = $1');
const CREDENTIALS = sql(
  'auth.credentials',
  `select ${ACCOUNT_COLUMNS}, u.password_hash,
     (select k.prefix from api_key k
      where k.merchant_id = m.id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      order by k.id desc limit 1) as api_key_prefix
   from ${ACCOUNT_TABLES} where u.email = $1`,
);
const FIND = sql('auth.find-account', `select ${ACCOUNT_COLUMNS} from ${ACCOUNT_TABLES} where u.id = $1`);
const LOCK = sql('auth.lock-account', 'select from user_account where id = $1 for update');
/** After the lock: a statement that waited for it would still see the merchant as it was before. */
const LOCKED = sql(
  'auth.locked-account',
  `select ${ACCOUNT_COLUMNS}, u.password_hash from ${ACCOUNT_TABLES} where u.id = $1`,
);
const SAVE = sql(
  'auth.save-account',
  `with seller as (
     update merchant set name = $2, webhook_url = $6, version = $7 where owner_id = $1
   )
   update user_account set name = $2, session_version = $3, disabled_at = $4, deleted_at = $5 where id = $1`,
);
const OPEN_LIVE = sql(
  'auth.open-live',
  'update merchant set live_since = $2 where owner_id = $1 and live_since is null',
);
const SET_PASSWORD = sql('auth.set-password', 'update user_account set password_hash = $2 where id = $1');
const LIST = filtered(
  'auth.list-accounts',
  { role: 'u.role = ?', disabled: '(u.disabled_at is not null) = ?', after: 'u.id < ?' },
  (where) =>
    `select ${ACCOUNT_COLUMNS} from ${ACCOUNT_TABLES}
     where (u.deleted_at is not null) = $1::boolean and ${where} order by u.id desc limit $2`,
);
const LOCK_ADMINS = sql('auth.lock-admins', `select pg_advisory_xact_lock(hashtextextended('auth.admins', 0))`);
const COUNT_ADMINS = sql(
  'auth.count-admins',
  `select count(*) as active from user_account where role = 'admin' and disabled_at is null and deleted_at is null`,
);

type SecretRow = AccountRow & { readonly password_hash: string };

@Injectable()
export class PostgresAccounts extends Accounts {
  constructor(private readonly database: Database) {
    super();
  }

  override async admit(account: Account, passwordHash: string): Promise<boolean> {
    const { id, email, name, role, sessionVersion, createdAt, merchant, teamRole } = account;
    const owner = [id, email, name, role, passwordHash, sessionVersion, createdAt];
    const team = teamRole === 'staff' || teamRole === 'scanner' ? [merchant?.id, teamRole] : [null, null];
    const seller = [merchant?.id, merchant?.livemode, merchant?.webhookUrl, merchant?.version];
    return (await this.database.query(INSERT, [...owner, ...seller, ...team])).length > 0;
  }

  override async isTaken(email: string): Promise<boolean> {
    return (await this.database.query(IS_TAKEN, [email])).length > 0;
  }

  override async credentialsOf(email: string): Promise<Credentials | undefined> {
    type Row = SecretRow & { readonly api_key_prefix: string | null };
    const [row] = await this.database.query<Row>(CREDENTIALS, [email]);
    return row && { account: accountOf(row), passwordHash: row.password_hash, apiKeyPrefix: row.api_key_prefix };
  }

  override async find(id: string): Promise<Account | undefined> {
    const [row] = await this.database.query<AccountRow>(FIND, [id]);
    return row && accountOf(row);
  }

  override async lock(id: string): Promise<AccountWithPassword | undefined> {
    await this.database.execute(LOCK, [id]);
    const [row] = await this.database.query<SecretRow>(LOCKED, [id]);
    return row && { account: accountOf(row), passwordHash: row.password_hash };
  }

  override async save(account: Account): Promise<void> {
    const { id, name, sessionVersion, disabledAt, deletedAt, merchant } = account;
    const { webhookUrl = null, version = 1 } = merchant ?? {};
    const own = [id, name, sessionVersion, disabledAt, deletedAt];
    await this.database.execute(SAVE, [...own, webhookUrl, version]);
  }

  override async openLive(ownerId: string, since: Date): Promise<void> {
    await this.database.execute(OPEN_LIVE, [ownerId, since]);
  }

  override async setPassword(id: string, passwordHash: string): Promise<void> {
    await this.database.execute(SET_PASSWORD, [id, passwordHash]);
  }

  override async list({ role, standing, deleted }: AccountFilter, page: PageAfter<string>): Promise<Account[]> {
    const disabled = standing === undefined || standing === 'deleted' ? undefined : standing === 'disabled';
    const values = [deleted || standing === 'deleted', page.limit + 1];
    const list = LIST.by(values, { role, disabled, after: page.after });
    return (await this.database.query<AccountRow>(...list)).map(accountOf);
  }

  override async lockAdmins(): Promise<number> {
    await this.database.query(LOCK_ADMINS);
    const [row] = await this.database.query<{ active: number }>(COUNT_ADMINS);
    return row?.active ?? 0;
  }
}
