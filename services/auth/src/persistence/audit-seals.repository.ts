import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { AuditSeals, type Seal, type SealableEntry, type SealedEntry } from '../application/audit.ports.js';

/** jsonb writes the same value as the same text always; the time is written out, whatever the session's zone. */
const TEXT = `jsonb_build_array(a.id, to_char(a.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US'), a.action,
  a.actor_id, a.target_type, a.target_id, host(a.ip), a.request_id, a.detail, a.merchant_id)::text`;

const LOCK = sql('auth.lock-audit-seals', `select pg_advisory_xact_lock(hashtextextended('auth.audit-seals', 0))`);
const HEAD = sql(
  'auth.audit-head',
  'select position, entry_id as "entryId", hash from audit_seal order by position desc limit 1',
);
/** What commits late is sealed late: the order of the seals is the order they were found in. */
const UNSEALED = sql(
  'auth.unsealed-entries',
  `select a.id, ${TEXT} as text from audit_unsealed q join audit_log a on a.id = q.entry_id
   where not exists (select from audit_seal s where s.entry_id = a.id) order by q.entry_id limit $1`,
);
const APPEND = sql(
  'auth.append-seals',
  `insert into audit_seal (position, entry_id, hash) select * from unnest($1::bigint[], $2::uuid[], $3::bytea[])`,
);
/** Also what a release that does not know the queue has sealed. */
const DEQUEUE = sql(
  'auth.dequeue-sealed-entries',
  'delete from audit_unsealed q using audit_seal s where s.entry_id = q.entry_id',
);
const AFTER = sql(
  'auth.seals-after',
  `select s.position, s.entry_id as "entryId", s.hash, case when a.id is null then null else ${TEXT} end as text
   from audit_seal s left join audit_log a on a.id = s.entry_id
   where s.position > $1 order by s.position limit $2`,
);
const OVERDUE = sql(
  'auth.overdue-entries',
  `select count(*) as overdue from audit_log a
   where a.recorded_at < now() - interval '5 minutes' and not exists (select from audit_seal s where s.entry_id = a.id)`,
);

@Injectable()
export class PostgresAuditSeals extends AuditSeals {
  constructor(private readonly database: Database) {
    super();
  }

  override async lockHead(): Promise<Seal | undefined> {
    await this.database.query(LOCK);
    return (await this.database.query<Seal>(HEAD))[0];
  }

  override unsealed(limit: number): Promise<SealableEntry[]> {
    return this.database.query<SealableEntry>(UNSEALED, [limit]);
  }

  override async append(seals: readonly Seal[]): Promise<void> {
    const columns = [
      seals.map(({ position }) => position),
      seals.map(({ entryId }) => entryId),
      seals.map(({ hash }) => hash),
    ];
    await this.database.execute(APPEND, columns);
    await this.database.execute(DEQUEUE);
  }

  override after(position: number, limit: number): Promise<SealedEntry[]> {
    return this.database.query<SealedEntry>(AFTER, [position, limit]);
  }

  override async countOverdue(): Promise<number> {
    return (await this.database.query<{ overdue: number }>(OVERDUE))[0]?.overdue ?? 0;
  }
}
