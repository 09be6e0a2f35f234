import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { PasswordResets } from '../application/letters.ports.js';

const ISSUE = sql(
  'auth.issue-password-reset',
  `insert into password_reset (hash, user_id, expires_at)
   select $1, $2, now() + interval '1 hour'
   where (select count(*) from password_reset where user_id = $2 and created_at > now() - interval '1 hour') < 3`,
);
const HOLDER = sql(
  'auth.password-reset-holder',
  `select r.user_id from password_reset r join user_account u on u.id = r.user_id
   where r.hash = $1 and r.used_at is null and r.expires_at > now() and u.disabled_at is null and u.deleted_at is null`,
);
const USE = sql(
  'auth.use-password-reset',
  `update password_reset set used_at = now()
   where hash = $1 and used_at is null and expires_at > now() returning user_id`,
);
const USE_OTHERS = sql(
  'auth.use-other-password-resets',
  'update password_reset set used_at = now() where user_id = $1 and used_at is null',
);

@Injectable()
export class PostgresPasswordResets extends PasswordResets {
  constructor(private readonly database: Database) {
    super();
  }

  override async issue(hash: Buffer, userId: string): Promise<boolean> {
    return (await this.database.execute(ISSUE, [hash, userId])) > 0;
  }

  override async holderOf(hash: Buffer): Promise<string | undefined> {
    return (await this.database.query<{ user_id: string }>(HOLDER, [hash]))[0]?.user_id;
  }

  override async use(hash: Buffer): Promise<boolean> {
    const [row] = await this.database.query<{ user_id: string }>(USE, [hash]);
    if (row) await this.database.execute(USE_OTHERS, [row.user_id]);
    return row !== undefined;
  }
}
