import { eventually, testDatabase, type TestDatabase } from '#testing';
import { LeaseHolder, leaseHolderMigrations } from './index.js';

describe('a holder of leases', () => {
  let test: TestDatabase;
  let holder: LeaseHolder;
  let other: LeaseHolder;
  const freed = async (): Promise<number[]> => {
    const ids: number[] = [];
    await other.freeLeasesOfTheDead(async (holders) => ids.push(...holders));
    return ids;
  };
  const holding = async (of: LeaseHolder): Promise<number> => {
    of.start();
    return eventually(() => of.id ?? false);
  };
  const missedLongAgo = (id: number) =>
    test.database.execute("update lease_holder set gone_since = now() - interval '1 hour' where id = $1", [id]);

  beforeEach(async () => {
    test = await testDatabase({ migrations: leaseHolderMigrations, poolSize: 5 });
    [holder, other] = [new LeaseHolder(test.database), new LeaseHolder(test.database)];
    await holding(other);
  });
  afterEach(async () => {
    await Promise.all([holder.stop(), other.stop()]);
    await test.close();
  });

  it('whose session has ended is found by the others, once, and its leases are theirs', async () => {
    const id = await holding(holder);
    expect(await freed()).toEqual([]);
    await holder.stop();
    expect(await freed()).toEqual([]);
    expect(await eventually(async () => (await freed()).includes(id))).toBe(true);
    expect(await freed()).toEqual([]);
  });

  it('that only stands still keeps its session, and with it its leases', async () => {
    const id = await holding(holder);
    await missedLongAgo(id);
    expect(await freed()).toEqual([]);
    const [after] = await test.database.query<{ missed: boolean }>(
      'select gone_since is not null as missed from lease_holder where id = $1',
      [id],
    );
    expect(after?.missed).toBe(false);
  });

  it('that lost its connection and made another one keeps what it holds', async () => {
    const id = await holding(holder);
    const pidOf = async () => {
      const [row] = await test.database.query<{ pid: number }>(
        'select session_pid as pid from lease_holder where id = $1',
        [id],
      );
      return row?.pid ?? 0;
    };
    const before = await pidOf();
    await test.database.query('select pg_terminate_backend($1)', [before]);
    await eventually(async () => (await pidOf()) !== before);
    expect(await freed()).toEqual([]);
    expect(holder.id).toBe(id);
  });

  it('that comes back after others took over what it held is a new one', async () => {
    const id = await holding(holder);
    await holder.stop();
    await eventually(async () => (await freed()).includes(id));
    holder = new LeaseHolder(test.database);
    expect(await holding(holder)).toBeGreaterThan(id);
  });
});
