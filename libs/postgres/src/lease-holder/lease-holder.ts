import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Client } from 'pg';
import { Database } from '../database.js';
import { sql } from '../statement.js';

/**
 * A session must be missed this long before its leases go to others: a process that only lost its connection makes
 * another one within that, and what a killed one had sent has reached its receiver.
 */
export const GRACE_MS = 2_000;
const RECONNECT_MS = 200;

const mine = `session_pid = pg_backend_pid(), gone_since = null,
  session_start = (select backend_start from pg_stat_activity where pid = pg_backend_pid())`;
const renewed = `update lease_holder set ${mine} where id = $1 returning id`;
const registered = `insert into lease_holder (session_pid, session_start)
  select pid, backend_start from pg_stat_activity where pid = pg_backend_pid() returning id`;

/** Of another role's session the server does not say when it began: then any of that pid is taken for the holder's. */
const missed = sql(
  'lease-holder.missed',
  `with seen as (
     select h.id, h.gone_since, not exists (
       select from pg_stat_activity a where a.pid = h.session_pid
         and coalesce(a.backend_start = h.session_start, true)) as gone
     from lease_holder h
   ), noted as (
     update lease_holder h set gone_since = case when seen.gone then clock_timestamp() end
     from seen where seen.id = h.id and seen.gone <> (seen.gone_since is not null)
   )
   select id from seen where gone and gone_since < clock_timestamp() - $1 * interval '1 millisecond'`,
);

/** Who came back meanwhile has no `gone_since` any more, and keeps what it holds. */
const buried = sql(
  'lease-holder.buried',
  `delete from lease_holder where id = any($1::integer[])
     and gone_since < clock_timestamp() - $2 * interval '1 millisecond' returning id`,
);

/**
 * This process as a holder of leases. While it lives, be it asleep, it keeps a session of its own at the server; once
 * that is gone others need not wait for its leases to run out. It is a hint that makes them quick: what makes a second
 * try safe is said where the lease is used.
 */
@Injectable()
export class LeaseHolder implements OnApplicationBootstrap {
  private readonly logger = new Logger('LeaseHolder');
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private own: number | null = null;

  constructor(private readonly database: Database) {}

  /** To be written into each lease; null before the first session, and then the lease lasts its time. */
  get id(): number | null {
    return this.own;
  }

  onApplicationBootstrap(): void {
    this.start();
    this.database.beforeClose(() => this.stop());
  }

  start(): void {
    this.running ??= this.hold();
  }

  /** Ends the session: what is still leased goes to others. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /**
   * Calls `free` with the ids of holders that are gone, in a transaction that forgets them; not at all when there are
   * none. It should end every lease that carries one of these ids.
   */
  async freeLeasesOfTheDead(free: (holders: readonly number[]) => Promise<unknown>): Promise<void> {
    const rows = await this.database.query<{ id: number }>(missed, [GRACE_MS]);
    if (rows.length === 0) return;
    await this.database.transaction(async () => {
      const gone = await this.database.query<{ id: number }>(buried, [rows.map(({ id }) => id), GRACE_MS]);
      if (gone.length > 0) await free(gone.map(({ id }) => id));
    });
  }

  private async hold(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const lost = new AbortController();
      try {
        const client = await this.database.connectAlone('lease holder', {}, () => lost.abort());
        try {
          this.own = await register(client, this.own);
          await untilEither(lost.signal, this.stopping.signal);
        } finally {
          await client.end().catch(() => undefined);
        }
      } catch (error) {
        this.logger.warn({ msg: 'no session to hold leases by', err: error });
      }
      await sleep(RECONNECT_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }
}

/** Under the old id as long as nobody has taken over its leases. */
async function register(client: Client, own: number | null): Promise<number | null> {
  const before = await client.query<{ id: number }>(renewed, [own]);
  const { rows } = before.rowCount === 1 ? before : await client.query<{ id: number }>(registered);
  return rows[0]?.id ?? null;
}

async function untilEither(...signals: readonly AbortSignal[]): Promise<void> {
  const either = AbortSignal.any([...signals]);
  if (either.aborted) return;
  await new Promise<void>((resolve) => either.addEventListener('abort', () => resolve(), { once: true }));
}
