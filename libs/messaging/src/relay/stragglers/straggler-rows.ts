import type { Client } from 'pg';
import { sql } from '#postgres';
import { type Cursor, SHARD } from '../cursor.js';
import { LED, type Lease } from '../lease.js';
import { SAFE_POINT } from '../rewind.js';

/** A consumer that trails behind, and how far it has come. */
export interface StragglerRow {
  readonly consumer: string;
  readonly cursor: Cursor;
  readonly reason: string;
}

interface Row {
  readonly consumer: string;
  readonly done: string;
  readonly cur: string | null;
  readonly sub_id: number;
  readonly reason: string;
}

const columns = 'consumer, done::text, cur::text, sub_id, reason';

const load = `select ${columns} from outbox_straggler where shard = $1`;

/** One that trails behind already keeps its place. */
const leave = sql(
  'straggler.leave',
  `${LED},
  kept as (insert into outbox_straggler (shard, consumer, done, cur, sub_id, reason)
    select shard, $4, $5::pg_snapshot, $6::pg_snapshot, $7::bigint, $8 from led
    on conflict (shard, consumer) do update set reason = excluded.reason returning ${columns})
  select kept.* from led, kept`,
);

const sendAgain = sql(
  'straggler.send-again',
  `${LED}, safe as (${SAFE_POINT}),
  kept as (insert into outbox_straggler (shard, consumer, done, reason) select shard, $4, safe.done, $5 from led, safe
    on conflict (shard, consumer) do update set cur = null, sub_id = 0, reason = excluded.reason,
      done = case when pg_snapshot_xmin(outbox_straggler.done) < pg_snapshot_xmin(excluded.done)
        then outbox_straggler.done else excluded.done end
    returning ${columns})
  select kept.* from led, kept`,
);

const advance = sql(
  'straggler.advance',
  `${LED},
  moved as (update outbox_straggler s set done = $5::pg_snapshot, cur = $6::pg_snapshot, sub_id = $7
    from led where s.shard = led.shard and s.consumer = $4)
  select from led`,
);

const rejoin = sql(
  'straggler.rejoin',
  `${LED},
  gone as (delete from outbox_straggler s using led where s.shard = led.shard and s.consumer = $4)
  select from led`,
);

/**
 * The table `outbox_straggler`. It is written only under the lease, in the lease's own order: nobody who lost it can
 * move a cursor that its successor goes by.
 */
export class StragglerRows {
  constructor(
    private readonly client: Client,
    private readonly lease: Lease,
  ) {}

  async all(): Promise<StragglerRow[]> {
    const { rows } = await this.client.query<Row>(load, [SHARD]);
    return rows.map(stragglerOf);
  }

  /** Notes that `consumer` has got what lies before `cursor` and nothing of what follows. */
  async leave(consumer: string, { done, cur, subId }: Cursor, reason: string): Promise<StragglerRow> {
    return stragglerOf((await this.lease.write<Row>(leave, [consumer, done, cur, subId, reason])) as Row);
  }

  /** Notes that `consumer` needs again what it has not surely applied. */
  async sendAgain(consumer: string, reason: string): Promise<StragglerRow> {
    return stragglerOf((await this.lease.write<Row>(sendAgain, [consumer, reason])) as Row);
  }

  async advance(consumer: string, { done, cur, subId }: Cursor): Promise<void> {
    await this.lease.write(advance, [consumer, done, cur, subId]);
  }

  async rejoin(consumer: string): Promise<void> {
    await this.lease.write(rejoin, [consumer]);
  }
}

function stragglerOf({ consumer, done, cur, sub_id: subId, reason }: Row): StragglerRow {
  return { consumer, cursor: { done, cur, subId }, reason };
}
