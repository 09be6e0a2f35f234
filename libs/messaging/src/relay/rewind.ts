import type { Client } from 'pg';
import { type Cursor, SHARD } from './cursor.js';
import type { Lease } from './lease.js';

/**
 * What consumers have surely applied, less an hour: the cursor of an hour before the last moment at which all their
 * queues were seen empty; the beginning when there is no such moment.
 */
export const SAFE_POINT = `
  select done, at from outbox_checkpoint
  where shard = $1 and at <= coalesce(
    (select max(at) from outbox_checkpoint where shard = $1 and drained) - interval '1 hour', '-infinity')
  order by at desc limit 1`;

/**
 * Who trails behind needs no cursor of its own any more, unless it was sent back further. The rows go only where the
 * lease still holds: a successor's are its own.
 */
const goBack = `with safe as (${SAFE_POINT}),
  moved as (
    update outbox_cursor c set done = safe.done, cur = null, sub_id = 0, system_identifier = $4, broker_generation = $5
    from safe where shard = $1 and holder = $2 and epoch = $3 returning c.shard, c.done),
  caught as (delete from outbox_straggler s using moved
    where s.shard = moved.shard and pg_snapshot_xmin(s.done) >= pg_snapshot_xmin(moved.done))
  select done::text as done from moved`;

/**
 * Transaction ids of another cluster mean nothing in this one: rows that must be sent again are taken over into this
 * transaction, which `$6`, a snapshot taken before it had an id, does not see; all others become visible to everyone.
 */
const takeOver = `with safe as (${SAFE_POINT})
  update outbox set xid = case when created_at >= safe.at then pg_current_xact_id() else '3'::xid8 end
  from safe where shard = $1`;

const startAnew = `update outbox_cursor
  set done = $6::pg_snapshot, cur = null, sub_id = 0, system_identifier = $4, broker_generation = $5
  where shard = $1 and holder = $2 and epoch = $3`;

const forgetCheckpoints = `with gone as (delete from outbox_checkpoint where shard = $1 and at > '-infinity'),
    caught as (delete from outbox_straggler where shard = $1)
  insert into outbox_checkpoint (shard, at, done, drained)
  values ($1, '-infinity', $2::pg_snapshot, false), ($1, clock_timestamp(), $2::pg_snapshot, false)
  on conflict (shard, at) do update set done = excluded.done`;

export interface Identity {
  readonly systemIdentifier: string;
  readonly brokerGeneration: string;
}

export async function systemIdentifier(client: Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select system_identifier::text as id from pg_control_system()');
  return rows[0]?.id ?? '';
}

/** The broker has lost what it held: publish again what consumers may have missed. */
export async function rewind(client: Client, lease: Lease, identity: Identity): Promise<Cursor> {
  const values = [...lease.key, identity.systemIdentifier, identity.brokerGeneration];
  const { rows } = await client.query<{ done: string }>(goBack, values);
  const [row] = rows;
  if (!row) throw new Error('the relay lost its lease while going back');
  return { done: row.done, cur: null, subId: 0 };
}

/**
 * The database was restored into another cluster: make its rows part of this one, and publish the last of them again.
 */
export async function adoptCluster(client: Client, lease: Lease, identity: Identity): Promise<Cursor> {
  const before = await client.query<{ done: string }>('select pg_current_snapshot()::text as done');
  const done = before.rows[0]?.done ?? '';
  await client.query('begin');
  try {
    await client.query('lock table outbox in share row exclusive mode');
    await client.query(takeOver, [SHARD]);
    const values = [...lease.key, identity.systemIdentifier, identity.brokerGeneration, done];
    const { rowCount } = await client.query(startAnew, values);
    if (rowCount !== 1) throw new Error('the relay lost its lease while it took the rows over');
    await client.query(forgetCheckpoints, [SHARD, done]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
  return { done, cur: null, subId: 0 };
}
