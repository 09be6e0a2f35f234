import { newId } from '#kernel';
import { testDatabase, type TestDatabase } from '#testing';
import { messagingMigrations } from '../schema/index.js';
import { createComingPartitions, dropOldPartitions } from './partitions.js';

const DAY_MS = 86_400_000;

describe('the days of outbox and inbox', () => {
  let test: TestDatabase;
  const partitions = async () => {
    const rows = await test.database.query<{ name: string }>(
      "select relname as name from pg_class where relispartition and relkind = 'r' order by relname",
    );
    return rows.map(({ name }) => name);
  };
  const append = (at: Date) =>
    test.database.execute(
      `insert into outbox (event_id, aggregate_type, aggregate_id, aggregate_version, type, schema_version, headers, payload, created_at)
       values ($1, 'payment', 'p', 1, 'payment.captured', 1, '{}', '{}', $2)`,
      [newId(), at],
    );

  beforeAll(async () => (test = await testDatabase({ migrations: messagingMigrations, poolSize: 2 })));
  afterAll(() => test.close());

  it('are made ahead, and once', async () => {
    const later = new Date(Date.now() + 2 * DAY_MS);
    const before = (await partitions()).length;
    await createComingPartitions(test.database, later);
    await createComingPartitions(test.database, later);
    expect((await partitions()).length).toBe(before + 4);
    await append(new Date(later.getTime() + 3 * DAY_MS));
    expect(await test.database.query('select * from outbox_default')).toEqual([]);
  });

  it('take rows of a day nobody prepared', async () => {
    await append(new Date(Date.now() + 40 * DAY_MS));
    expect((await test.database.query('select * from outbox_default')).length).toBe(1);
  });

  it('go after their time, an outbox day only when all of it is published, to stragglers too', async () => {
    await append(new Date());
    const later = new Date(Date.now() + 12 * DAY_MS);
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    await dropOldPartitions(test.database, later);
    expect(await partitions()).toContain(`outbox_${today}`);
    expect(await partitions()).not.toContain(`inbox_${today}`);
    await test.database.execute(`insert into outbox_straggler (shard, consumer, done, reason)
      select 0, 'analytics', done, 'full' from outbox_cursor`);
    await test.database.execute('update outbox_cursor set done = pg_current_snapshot()');
    await dropOldPartitions(test.database, later);
    expect(await partitions()).toContain(`outbox_${today}`);
    await test.database.execute('delete from outbox_straggler');
    await dropOldPartitions(test.database, later);
    expect(await partitions()).not.toContain(`outbox_${today}`);
  });
});
