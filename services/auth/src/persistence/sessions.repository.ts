import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { type FoundToken, type NewSession, Sessions } from '../application/ports.js';
import type { Standing } from '../domain/account.js';

/** The lock on the account's row lets a change of password and a new session pass only one after the other. */
const OPEN = sql(
  'auth.open-session',
  `with owner as (
     select id from user_account
     where id = $2 and session_version = $3 and disabled_at is null and deleted_at is null
     for share
   ), opened as (
     insert into session (id, user_id, version, expires_at)
     select $1, id, $3, now() + interval '30 days' from owner returning id
   ), token as (
     insert into refresh_token (hash, session_id, expires_at)
     select $4::bytea, id, now() + interval '7 days' from opened where $4::bytea is not null
   )
   select id from opened`,
);
/** The session is locked before its token is read: who waited for the lock must see what the first one did. */
const LOCK_SESSION = sql(
  'auth.lock-session-of-token',
  'select s.id from session s join refresh_token t on t.session_id = s.id where t.hash = $1 for update of s',
);
const PRESENT = sql(
  'auth.present-token',
  `select s.id as session_id, s.user_id, s.livemode, t.nonce, t.rotated_to,
     t.expires_at <= clock_timestamp() as token_over,
     (extract(epoch from clock_timestamp() - t.rotated_at) * 1000)::float8 as rotated_ago_ms,
     (s.ended_at is not null or s.expires_at <= clock_timestamp() or s.version <> u.session_version
       or u.disabled_at is not null or u.deleted_at is not null) as session_over
   from refresh_token t join session s on s.id = t.session_id join user_account u on u.id = s.user_id
   where t.hash = $1`,
);
const ROTATE = sql(
  'auth.rotate-token',
  `with old as (
     update refresh_token set rotated_to = $2, rotated_at = clock_timestamp(), nonce = $3
     where hash = $1 and rotated_to is null returning session_id
   )
   insert into refresh_token (hash, session_id, expires_at) select $2, session_id, now() + interval '7 days' from old`,
);
const END = sql('auth.end-session', 'update session set ended_at = now() where id = $1 and ended_at is null');
const SET_MODE = sql(
  'auth.set-session-mode',
  `with before as (
     select id, livemode from session where id = $2 and user_id = $1 and ended_at is null for no key update
   )
   update session s set livemode = $3 from before where s.id = before.id returning before.livemode <> $3 as changed`,
);
const END_ALL = sql(
  'auth.end-sessions-of',
  'update session set ended_at = now() where user_id = $1 and ended_at is null and id is distinct from $2::uuid',
);
const END_TEAM = sql(
  'auth.end-sessions-of-team',
  `update session set ended_at = now()
   where ended_at is null and user_id in (select id from user_account where member_of = $1)`,
);
const KEEP = sql(
  'auth.keep-session',
  `update session s set version = u.session_version from user_account u
   where s.id = $2::uuid and s.user_id = $1 and u.id = $1 and s.ended_at is null`,
);
const STATE = sql(
  'auth.session-state',
  `select
     case when u.deleted_at is not null then 'deleted' when u.disabled_at is not null then 'disabled' else 'active' end
       as standing,
     exists (select from session s
             where s.id = $2 and s.user_id = u.id and s.ended_at is null and s.version = u.session_version)
     or exists (select from api_key k join merchant m on m.id = k.merchant_id
                where k.id = $2 and m.owner_id = u.id and k.revoked_at is null
                  and (k.expires_at is null or k.expires_at > now())) as alive
   from user_account u where u.id = $1`,
);
const ENDED = sql(
  'auth.recently-ended',
  `select id, 'session' as kind from session where ended_at > now() - make_interval(secs => $1)
   union all
   select id, 'session' from api_key
   where revoked_at > now() - make_interval(secs => $1)
      or (expires_at <= now() and expires_at > now() - make_interval(secs => $1))
   union all
   select id, 'user' from user_account where greatest(disabled_at, deleted_at) > now() - make_interval(secs => $1)`,
);
const PURGE = sql(
  'auth.purge-sessions',
  `with gone as (
     select id from session where expires_at < now() - interval '1 day' order by expires_at limit 1000
   ), calm as (
     delete from sign_in_throttle where account in
       (select account from sign_in_throttle where free_after < now() order by free_after limit 1000)
   )
   delete from session where id in (select id from gone)`,
);

interface TokenRow {
  readonly session_id: string;
  readonly user_id: string;
  readonly livemode: boolean;
  readonly nonce: Buffer | null;
  readonly rotated_to: Buffer | null;
  readonly token_over: boolean;
  readonly rotated_ago_ms: number | null;
  readonly session_over: boolean;
}

@Injectable()
export class PostgresSessions extends Sessions {
  constructor(private readonly database: Database) {
    super();
  }

  override async open({ id, userId, sessionVersion, refreshHash }: NewSession): Promise<boolean> {
    return (await this.database.query(OPEN, [id, userId, sessionVersion, refreshHash])).length > 0;
  }

  override async present(hash: Buffer): Promise<FoundToken | undefined> {
    await this.database.query(LOCK_SESSION, [hash]);
    const [row] = await this.database.query<TokenRow>(PRESENT, [hash]);
    if (!row) return undefined;
    return {
      sessionId: row.session_id,
      userId: row.user_id,
      livemode: row.livemode,
      nonce: row.nonce,
      successorHash: row.rotated_to,
      sessionOver: row.session_over,
      tokenOver: row.token_over,
      rotatedAgoMs: row.rotated_ago_ms,
    };
  }

  override async rotate(hash: Buffer, successorHash: Buffer, nonce: Buffer): Promise<void> {
    await this.database.execute(ROTATE, [hash, successorHash, nonce]);
  }

  override async end(sessionId: string): Promise<void> {
    await this.database.execute(END, [sessionId]);
  }

  override async setMode(userId: string, sessionId: string, livemode: boolean): Promise<boolean | undefined> {
    const [row] = await this.database.query<{ changed: boolean }>(SET_MODE, [userId, sessionId, livemode]);
    return row?.changed;
  }

  override async endAllOf(userId: string, keep?: string): Promise<void> {
    await this.database.execute(END_ALL, [userId, keep]);
    if (keep !== undefined) await this.database.execute(KEEP, [userId, keep]);
  }

  override async endAllOfTeam(merchantId: string): Promise<void> {
    await this.database.execute(END_TEAM, [merchantId]);
  }

  override async state(userId: string, sessionId: string): Promise<{ alive: boolean; standing: Standing } | undefined> {
    const [row] = await this.database.query<{ alive: boolean; standing: Standing }>(STATE, [userId, sessionId]);
    return row;
  }

  override async recentlyEnded(withinS: number): Promise<{ sessionIds: string[]; userIds: string[] }> {
    const rows = await this.database.query<{ id: string; kind: 'session' | 'user' }>(ENDED, [withinS]);
    const idsOf = (kind: string) => rows.flatMap((row) => (row.kind === kind ? [row.id] : []));
    return { sessionIds: idsOf('session'), userIds: idsOf('user') };
  }

  override purge(): Promise<number> {
    return this.database.execute(PURGE);
  }
}
