import { Injectable } from '@nestjs/common';
import { Database, filtered, sql } from '#postgres';
import { type ClaimedNotice, NoticeBoard } from '../application/ports.js';

const WAITING = 'delivered_at is null and gave_up_at is null and not dropped';

const CLAIM = sql(
  'notices.claim',
  `
  update notice n set held = true, available_at = now() + interval '60 seconds'
  from (select id from notice where ${WAITING} and available_at <= now() order by available_at limit $1
    for update skip locked) due
  where n.id = due.id
  returning n.id, n.session_id as "sessionId", n.type, n.url, n.body, n.copies, n.forged, n.dropped, 0 as "delayMs",
    n.attempts`,
);
const RELEASE = sql(
  'notices.release',
  `update notice set held = false, available_at = now() where held and ${WAITING}`,
);
const DELIVERED = sql(
  'notices.delivered',
  'update notice set delivered_at = now(), held = false, attempts = attempts + 1 where id = any($1::text[])',
);
/** After four days nobody is told any more. */
const FAILED = sql(
  'notices.failed',
  `
  update notice n set held = false, attempts = n.attempts + 1,
    available_at = now() + make_interval(secs => f.retry_in_ms / 1000.0),
    gave_up_at = case when n.created_at < now() - interval '4 days' then now() end
  from unnest($1::text[], $2::int[]) as f (id, retry_in_ms)
  where n.id = f.id and n.delivered_at is null`,
);
const ADVANCE = filtered(
  'notices.advance',
  { reference: 'session_id in (select id from session where reference = ? or id = ?)' },
  (where) => `
  update notice set available_at = now() where ${WAITING} and not held and available_at > now() and ${where}`,
);
const COUNTS = sql(
  'notices.counts',
  `
  select count(*) filter (where ${WAITING}) as waiting, count(delivered_at) as delivered,
    count(*) filter (where dropped) as dropped from notice`,
);
const PRUNE = sql(
  'notices.prune',
  `
  delete from notice where id in (
    select id from notice where delivered_at < now() - interval '7 days' limit 10000)`,
);

/** What merchants are still to be told. */
@Injectable()
export class NoticesRepository extends NoticeBoard {
  constructor(private readonly database: Database) {
    super();
  }

  override claimDue(limit: number): Promise<ClaimedNotice[]> {
    return this.database.query<ClaimedNotice>(CLAIM, [limit]);
  }

  override release(): Promise<number> {
    return this.database.execute(RELEASE);
  }

  override async delivered(ids: readonly string[]): Promise<void> {
    await this.database.execute(DELIVERED, [ids]);
  }

  override async failed(failures: readonly { readonly id: string; readonly retryInMs: number }[]): Promise<void> {
    await this.database.execute(FAILED, [failures.map(({ id }) => id), failures.map(({ retryInMs }) => retryInMs)]);
  }

  override advance(reference: string | null): Promise<number> {
    return this.database.execute(...ADVANCE.by([], { reference }));
  }

  override async counts() {
    const [row] = await this.database.query<{ waiting: number; delivered: number; dropped: number }>(COUNTS);
    return row ?? { waiting: 0, delivered: 0, dropped: 0 };
  }

  override prune(): Promise<number> {
    return this.database.execute(PRUNE);
  }
}
