import { Database, tryAdvisoryLock } from '#postgres';
import { INBOX_DAYS, OUTBOX_DAYS } from '../envelope/limits.js';

const DAYS_AHEAD = 3;
/** Rather try again an hour later than queue every insert behind a waiting lock. */
const PATIENCE = "set local lock_timeout = '2s'";

type Table = 'outbox' | 'inbox';

interface Partition {
  readonly name: string;
  /** UTC day, `YYYYMMDD`. */
  readonly day: string;
}

/** Makes the partitions of the coming days, so that no insert ever waits for one. */
export async function createComingPartitions(database: Database, now: Date): Promise<void> {
  for (const table of ['outbox', 'inbox'] as const) {
    const present = new Set((await partitionsOf(database, table)).map(({ day }) => day));
    for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
      const from = dayFrom(now, ahead);
      if (!present.has(from.replaceAll('-', ''))) await createPartition(database, table, from, dayFrom(now, ahead + 1));
    }
  }
}

/** Drops the outbox days older than 7 that are published, and the inbox days older than 9 (R19). */
export async function dropOldPartitions(database: Database, now: Date): Promise<void> {
  for (const { name, day } of await partitionsOf(database, 'outbox')) {
    if (day < dayFrom(now, -OUTBOX_DAYS).replaceAll('-', '')) await dropPublished(database, name);
  }
  for (const { name, day } of await partitionsOf(database, 'inbox')) {
    if (day < dayFrom(now, -INBOX_DAYS - 1).replaceAll('-', '')) await drop(database, name);
  }
}

async function partitionsOf(database: Database, table: Table): Promise<Partition[]> {
  const rows = await database.query<{ name: string }>(
    `select child.relname as name from pg_inherits join pg_class child on child.oid = inhrelid
     where inhparent = $1::regclass and child.relname ~ '_[0-9]{8}$'`,
    [table],
  );
  return rows.map(({ name }) => ({ name, day: name.slice(-8) }));
}

/** Attached, not created as a partition: that would lock out every insert meanwhile. */
async function createPartition(database: Database, table: Table, from: string, to: string): Promise<void> {
  const name = `${table}_${from.replaceAll('-', '')}`;
  const [low, high] = table === 'outbox' ? [`${from} 00:00:00+00`, `${to} 00:00:00+00`] : [from, to];
  await database.transaction(async () => {
    if (!(await tryAdvisoryLock(database, `partition ${name}`))) return;
    await database.execute(PATIENCE);
    await database.execute(`create table ${name} (like ${table} including defaults including constraints)`);
    await database.execute(`alter table ${table} attach partition ${name} for values from ('${low}') to ('${high}')`);
  });
}

/** A day with even one unpublished row stays. */
async function dropPublished(database: Database, name: string): Promise<void> {
  const [row] = await database.query<{ waiting: boolean }>(
    `select exists (select from ${name} join (
         select shard, done from outbox_cursor union all select shard, done from outbox_straggler) c using (shard)
       where not pg_visible_in_snapshot(xid, c.done)) as waiting`,
  );
  if (row?.waiting === false) await drop(database, name);
}

async function drop(database: Database, name: string): Promise<void> {
  await database.transaction(async () => {
    await database.execute(PATIENCE);
    await database.execute(`drop table if exists ${name}`);
  });
}

function dayFrom(now: Date, days: number): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}
