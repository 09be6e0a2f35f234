import type { Client, QueryResult } from 'pg';
import { sql, type Statement } from '#postgres';
import { type Cursor, SHARD, type StoredCursor } from './cursor.js';

/** A leader that says nothing for this long is replaced; the database's clock decides. */
export const LEASE_MS = 10_000;
/** How often a leader renews when nothing else does. */
const RENEW_MS = 3_000;

interface CursorRow {
  done: string;
  cur: string | null;
  sub_id: number;
  epoch: number;
  system_identifier: string | null;
  broker_generation: string | null;
}

const leaseUntil = `clock_timestamp() + interval '${LEASE_MS} milliseconds'`;

/**
 * The leader was killed: its session is gone. One that only sleeps keeps its session, and is waited for. Of another
 * role's session the server does not say when it began: then any of that pid is taken for the leader's.
 */
const leaderHasGone = `c.session_epoch = c.epoch and not exists (
  select from pg_stat_activity a where a.pid = c.session_pid
    and (a.backend_start is null or a.backend_start is not distinct from c.session_start))`;

const acquire = `update outbox_cursor c set holder = $2, epoch = c.epoch + 1, lease_until = ${leaseUntil},
    session_epoch = c.epoch + 1, session_pid = pg_backend_pid(),
    session_start = (select a.backend_start from pg_stat_activity a where a.pid = pg_backend_pid())
  where shard = $1 and (lease_until < clock_timestamp() or holder = $2 or ${leaderHasGone})
  returning done::text, cur::text, sub_id, epoch, system_identifier, broker_generation`;

const renew = sql(
  'relay.renew',
  `update outbox_cursor set lease_until = ${leaseUntil} where shard = $1 and holder = $2 and epoch = $3`,
);

const release = `update outbox_cursor set lease_until = '-infinity', holder = null
  where shard = $1 and holder = $2 and epoch = $3`;

/**
 * Opens a statement that writes only while the lease holds: what follows works on the rows of `led`, which is empty
 * otherwise, and ends with `select from led`. `$1` to `$3` are the lease's key.
 */
export const LED = `with led as (
  update outbox_cursor set lease_until = ${leaseUntil} where shard = $1 and holder = $2 and epoch = $3 returning shard)`;

/** Losing this commit in a crash publishes a slice again, nothing more: it alone may commit asynchronously. */
const checkpoint = sql(
  'relay.checkpoint',
  `with relaxed as materialized (select set_config('synchronous_commit', 'off', true))
  update outbox_cursor set done = $4::pg_snapshot, cur = $5::pg_snapshot, sub_id = $6, lease_until = ${leaseUntil}
  from relaxed where shard = $1 and holder = $2 and epoch = $3`,
);

/** Somebody else leads: nothing more may be written under this lease. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** The right to publish a shard's outbox, held as a row with an epoch so that a leader who slept can't write. */
export class Lease {
  private renewedAt: number;
  private readonly timer: NodeJS.Timeout;
  private readonly ended = new AbortController();

  private constructor(
    private readonly client: Client,
    private readonly holder: string,
    readonly stored: StoredCursor,
    askedAt: number,
  ) {
    this.renewedAt = askedAt;
    this.timer = setInterval(() => void this.renewQuietly(), RENEW_MS);
    this.timer.unref();
  }

  /** The lease, or undefined while somebody else holds it. */
  static async acquire(client: Client, holder: string): Promise<Lease | undefined> {
    const askedAt = performance.now();
    const { rows } = await client.query<CursorRow>(acquire, [SHARD, holder]);
    const [row] = rows;
    if (!row) return undefined;
    const { done, cur, sub_id: subId, epoch } = row;
    const identity = { systemIdentifier: row.system_identifier, brokerGeneration: row.broker_generation };
    return new Lease(client, holder, { done, cur, subId, epoch, ...identity }, askedAt);
  }

  /** Aborted when the lease is known to be lost. */
  get lost(): AbortSignal {
    return this.ended.signal;
  }

  get key(): [shard: number, holder: string, epoch: number] {
    return [SHARD, this.holder, this.stored.epoch];
  }

  /** Throws `LeaseLost` when it may have run out meanwhile, as after a pause of this process. */
  mustHold(): void {
    this.ended.signal.throwIfAborted();
    if (performance.now() - this.renewedAt > LEASE_MS) this.lose();
  }

  /** Stores how far publishing has come, and renews; throws `LeaseLost` when somebody else leads. */
  async checkpoint(cursor: Cursor): Promise<void> {
    await this.guarded(checkpoint, [cursor.done, cursor.cur, cursor.subId]);
  }

  async renew(): Promise<void> {
    await this.guarded(renew, []);
  }

  /** Runs a statement that begins with `LED`, its own values from `$4` on; throws `LeaseLost` when it wrote nothing. */
  async write<R extends object>(statement: Statement, values: readonly unknown[]): Promise<R | undefined> {
    const { rows } = await this.guarded<R>(statement, values);
    return rows[0];
  }

  /** Lets the next leader start at once. */
  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.client.query(release, this.key).catch(() => undefined);
  }

  private async guarded<R extends object>(statement: Statement, values: readonly unknown[]): Promise<QueryResult<R>> {
    const askedAt = performance.now();
    const result = await this.client.query<R>({ ...statement, values: [...this.key, ...values] });
    if (result.rowCount !== 1) this.lose();
    this.renewedAt = askedAt;
    return result;
  }

  private async renewQuietly(): Promise<void> {
    if (performance.now() - this.renewedAt < RENEW_MS) return;
    await this.renew().catch((error: unknown) => this.ended.abort(error));
  }

  private lose(): never {
    const lost = new LeaseLost('another relay has taken over');
    this.ended.abort(lost);
    throw lost;
  }
}
