import type { Client } from 'pg';
import { sql } from '#postgres';
import { type Cursor, SHARD } from './cursor.js';
import type { Lease } from './lease.js';
import type { OutboxRow } from './outbox-row.js';

/** Most rows that are published before the next checkpoint. */
export const SLICE_ROWS = 2_000;

export interface Slice {
  readonly rows: readonly OutboxRow[];
  /** Where the cursor stands once all of them are confirmed. */
  readonly next: Cursor;
  /** True when more of the same window waits. */
  readonly more: boolean;
}

/** A cursor in the middle of a window. */
export type Window = Cursor & { readonly cur: string };

const columns = 'id, event_id, aggregate_id, aggregate_version, type, schema_version, headers, payload, consumers';

/** Rows of transactions that began after `done`, and of those that were still open then. */
const fresh = (what: string, limit: string) => `
  (select ${what} from outbox where shard = $1 and xid >= pg_snapshot_xmax($2::pg_snapshot) ${limit})
  union all
  (select ${what} from outbox
    where shard = $1 and xid = any (array(select pg_snapshot_xip($2::pg_snapshot))) ${limit})`;

/**
 * All that is visible now and was not in `done`, with the snapshot that says what "now" is; one row more than fits.
 */
const readSmall = sql(
  'relay.read-small',
  `with seen as materialized (select pg_current_snapshot() as cur),
    fresh as materialized (${fresh(columns, `limit ${SLICE_ROWS + 1}`)})
    select seen.cur::text as cur, fresh.* from seen left join fresh on true order by fresh.id`,
);

const readFirstId = sql('relay.read-first-id', `select min(id) as id from (${fresh('id', '')}) as waiting`);

/** A slice of a large window, along the ids. */
const readLarge = sql(
  'relay.read-large',
  `select ${columns} from outbox
    where shard = $1 and id > $4 and pg_visible_in_snapshot(xid, $3::pg_snapshot)
      and not pg_visible_in_snapshot(xid, $2::pg_snapshot)
    order by id limit ${SLICE_ROWS}`,
);

/**
 * Reads the outbox in snapshot windows: the rows visible now that were not visible when the last window ended,
 * ordered by id. Neither ids nor transaction ids alone will do: a transaction may commit after others with higher
 * ids, and remembering "the highest seen" would skip it. Order per aggregate holds because writers lock the aggregate
 * before they append.
 */
export class OutboxWindow {
  constructor(
    private readonly client: Client,
    private readonly lease: Lease,
    private cursor: Cursor,
  ) {}

  /** Where publishing stands. */
  get at(): Cursor {
    return this.cursor;
  }

  async next(): Promise<Slice> {
    if (this.cursor.cur !== null) return this.large(this.cursor.cur, this.cursor.subId);
    const { rows } = await this.client.query<OutboxRow & { cur: string }>({
      ...readSmall,
      values: [SHARD, this.cursor.done],
    });
    const cur = rows[0]?.cur ?? this.cursor.done;
    const events = rows.filter(({ id }) => id !== null);
    if (events.length > SLICE_ROWS)
      return this.large(cur, ((await firstIdAfter(this.client, this.cursor.done)) ?? 1) - 1);
    return this.slice(events, { done: cur, cur: null, subId: 0 }, false);
  }

  /** Call it when every row of the slice has been confirmed by the broker. */
  async confirmed(slice: Slice): Promise<void> {
    await this.lease.checkpoint(slice.next);
    this.cursor = slice.next;
  }

  private async large(cur: string, afterId: number): Promise<Slice> {
    const { rows, next, more } = await readBetween(this.client, { done: this.cursor.done, cur, subId: afterId });
    return this.slice(rows, next, more);
  }

  /** Nothing to confirm means nothing to write: the cursor moves on in memory until something is. */
  private slice(rows: readonly OutboxRow[], next: Cursor, more: boolean): Slice {
    if (rows.length === 0) this.cursor = next;
    return { rows, next, more };
  }
}

/** The next slice of what `cur` sees and `done` does not, with ids above `subId`. */
export async function readBetween(client: Client, { done, cur, subId }: Window): Promise<Slice> {
  const { rows } = await client.query<OutboxRow>({ ...readLarge, values: [SHARD, done, cur, subId] });
  const more = rows.length === SLICE_ROWS;
  const next = more ? { done, cur, subId: rows.at(-1)?.id ?? subId } : { done: cur, cur: null, subId: 0 };
  return { rows, next, more };
}

/** The lowest id of what `done` does not see; undefined when there is nothing. */
export async function firstIdAfter(client: Client, done: string): Promise<number | undefined> {
  const { rows } = await client.query<{ id: number | null }>({ ...readFirstId, values: [SHARD, done] });
  return rows[0]?.id ?? undefined;
}
