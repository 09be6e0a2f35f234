import type { Client } from 'pg';
import type { Database } from '#postgres';
import { newId } from '#kernel';
import { eventually, testDatabase, type TestDatabase } from '#testing';
import { messagingMigrations } from '../schema/index.js';
import { Lease } from './lease.js';
import { OutboxWindow, SLICE_ROWS } from './window.js';

const insert = `insert into outbox (event_id, aggregate_type, aggregate_id, aggregate_version, type, schema_version, headers, payload)
  select $1::uuid, 'payment', $1::text, 1, 'payment.captured', 1, '{}', '{}' returning id`;

/** A transaction of its own that already has its id. */
async function transactionOf(database: Database) {
  const client = await database.connectAlone('writer', {}, () => undefined);
  await client.query('begin');
  await client.query('select pg_current_xact_id()');
  return {
    append: async () => (await client.query<{ id: number }>(insert, [newId()])).rows[0]?.id ?? 0,
    commit: () => client.query('commit').finally(() => client.end()),
  };
}

/** What everybody writes first: the highest id seen; and second: nothing of transactions that may still be open. */
const NAIVE = ['id > $1', 'id > $1 and xid < pg_snapshot_xmin(pg_current_snapshot())'];

class NaiveReader {
  private last = 0;

  constructor(
    private readonly database: Database,
    private readonly condition: string,
  ) {}

  async read(): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `select id from outbox where ${this.condition} order by id`,
      [this.last],
    );
    this.last = rows.at(-1)?.id ?? this.last;
    return rows.map(({ id }) => id);
  }
}

describe('reading the outbox', () => {
  let test: TestDatabase;
  let client: Client;
  let window: OutboxWindow;
  let lease: Lease;
  const read = async (): Promise<number[]> => {
    const ids: number[] = [];
    for (let more = true; more;) {
      const slice = await window.next();
      more = slice.more;
      ids.push(...slice.rows.map(({ id }) => id));
      if (slice.rows.length > 0) await window.confirmed(slice);
    }
    return ids;
  };

  beforeAll(async () => (test = await testDatabase({ migrations: messagingMigrations, poolSize: 5 })));
  afterAll(() => test.close());
  const connect = () => test.database.connectAlone('reader', {}, () => undefined);
  beforeEach(async () => {
    await test.database.execute('truncate outbox');
    client = await connect();
    lease = (await Lease.acquire(client, 'spec')) ?? never();
    window = new OutboxWindow(client, lease, lease.stored);
  });
  afterEach(async () => {
    await lease.release();
    await client.end();
    await test.database.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'writer' and datname = current_database()",
    );
  });

  it.each(NAIVE)('finds the event of a transaction that commits late, which "%s" loses', async (condition) => {
    const naive = new NaiveReader(test.database, condition);
    const early = await transactionOf(test.database);
    const late = await transactionOf(test.database);
    const lower = await late.append();
    const higher = await early.append();
    await early.commit();
    // Open transactions of other databases of the cluster hold the second naive reader up for a while.
    await eventually(async () => (await naive.read()).includes(higher));
    expect(await read()).toEqual([higher]);
    await late.commit();
    expect(await naive.read()).toEqual([]);
    expect(await read()).toEqual([lower]);
    expect(await read()).toEqual([]);
  });

  it('does not wait for a transaction that stays open', async () => {
    const open = await transactionOf(test.database);
    const first = await open.append();
    const others: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const other = await transactionOf(test.database);
      others.push(await other.append());
      await other.commit();
    }
    expect(await read()).toEqual(others);
    await open.commit();
    expect(await read()).toEqual([first]);
  });

  it('reads each of many interleaved transactions exactly once', async () => {
    const written: number[] = [];
    const seen: number[] = [];
    let writing = true;
    const writer = async (nth: number) => {
      for (let i = 0; i < 15; i += 1) {
        const transaction = await transactionOf(test.database);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * (nth === 0 ? 60 : 8)));
        written.push(await transaction.append());
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 8));
        written.push(await transaction.append());
        await transaction.commit();
      }
    };
    const reading = (async () => {
      while (writing) seen.push(...(await read()));
    })();
    await Promise.all([0, 1, 2, 3, 4, 5].map(writer));
    writing = false;
    await reading;
    seen.push(...(await read()));
    expect(seen.sort((a, b) => a - b)).toEqual(written.sort((a, b) => a - b));
  });

  it.each([0, 10])(
    'works a backlog of two slices and %d off in order, and goes on where a leader stopped',
    async (odd) => {
      const rows = SLICE_ROWS * 2 + odd;
      await test.database.execute(
        `insert into outbox (event_id, aggregate_type, aggregate_id, aggregate_version, type, schema_version, headers, payload)
       select gen_random_uuid(), 'payment', n, 1, 'payment.captured', 1, '{}', '{}' from generate_series(1, ${rows}) n`,
      );
      const first = await window.next();
      expect([first.rows.length, first.more]).toEqual([SLICE_ROWS, true]);
      await window.confirmed(first);
      await lease.release();
      lease = (await Lease.acquire(client, 'successor')) ?? never();
      window = new OutboxWindow(client, lease, lease.stored);
      const rest = await read();
      expect(rest.length).toBe(rows - SLICE_ROWS);
      expect(rest[0]).toBe((first.rows.at(-1)?.id ?? 0) + 1);
      await test.database.execute(insert, [newId()]);
      expect((await read()).length).toBe(1);
    },
  );

  it('is led by another at once when the leader was killed, and not while the leader only keeps still', async () => {
    const [follower, heir] = [await connect(), await connect()];
    expect(await Lease.acquire(follower, 'follower')).toBeUndefined();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    client.removeAllListeners('error').on('error', () => undefined);
    await follower.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    const next = await eventually(async () => (await Lease.acquire(follower, 'follower')) ?? never());
    expect(await Lease.acquire(heir, 'heir')).toBeUndefined();
    await next.release();
    await Promise.all([follower.end(), heir.end()]);
  });

  it('refuses the checkpoint of a leader whose lease went to another', async () => {
    await test.database.execute(insert, [newId()]);
    const slice = await window.next();
    await test.database.execute("update outbox_cursor set lease_until = '-infinity'");
    const successor = await Lease.acquire(client, 'successor');
    await expect(window.confirmed(slice)).rejects.toThrow('taken over');
    await successor?.release();
  });
});

function never(): never {
  throw new Error('somebody else holds the lease');
}
