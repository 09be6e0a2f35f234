import { testDatabase, type TestDatabase } from '#testing';
import {
  isConnectionLoss,
  isRetryable,
  isUnwritable,
  pendingMigrations,
  runMigrations,
  sql,
  tryAdvisoryLock,
} from './index.js';

class MakeNote1690000000999 {
  readonly name = 'MakeNote1690000000999';
  async up(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query('create table note (id int primary key, amount bigint)');
  }
  async down(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query('drop table note');
  }
}

const insert = sql('test.insert-note', 'insert into note values ($1, $2)');
const count = sql('test.count-notes', 'select count(*) as n, sum(amount) as total from note');
const killMe = 'select pg_terminate_backend(pg_backend_pid())';

describe('the database of a service', () => {
  let test: TestDatabase;
  const notes = async () => (await test.database.query<{ n: number; total: number | null }>(count))[0];
  beforeAll(async () => (test = await testDatabase({ migrations: [MakeNote1690000000999], poolSize: 3 })));
  beforeEach(() => test.database.execute('truncate note'));
  afterAll(() => test.close());

  it('applies each migration once, whoever starts it', async () => {
    expect(await pendingMigrations(test.url, [MakeNote1690000000999])).toEqual([]);
    const [a, b] = await Promise.all([1, 2].map(() => runMigrations(test.url, [MakeNote1690000000999])));
    expect([a, b]).toEqual([[], []]);
  });

  it('commits what a transaction did, joined calls included, and then tells who waits for it', async () => {
    const told: string[] = [];
    await test.database.transaction(async () => {
      await test.database.execute(insert, [1, 5]);
      await test.database.transaction(() => test.database.execute(insert, [2, 6]));
      test.database.afterCommit(() => told.push('committed'));
      expect(told).toEqual([]);
    });
    expect(told).toEqual(['committed']);
    expect(await notes()).toEqual({ n: 2, total: 11 });
  });

  it('rolls back all of it when any part throws', async () => {
    const told: string[] = [];
    const failing = test.database.transaction(async () => {
      await test.database.execute(insert, [1, 5]);
      test.database.afterCommit(() => told.push('committed'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(told).toEqual([]);
    expect(await notes()).toMatchObject({ n: 0 });
  });

  it('does not let a transaction look done whose failed statement was swallowed', async () => {
    const failing = test.database.transaction(async () => {
      await test.database.execute(insert, [1, 5]);
      await test.database.execute(insert, [1, 5]).catch(() => undefined);
    });
    await expect(failing).rejects.toThrow('ignored');
    expect(await notes()).toMatchObject({ n: 0 });
  });

  it('leaves the answer to who caught the failure of a statement and throws another error', async () => {
    const failing = test.database.transaction(async () => {
      await test.database.execute(insert, [1, 5]);
      await test.database.execute(insert, [1, 5]).catch(() => Promise.reject(new Error('taken')));
    });
    await expect(failing).rejects.toThrow('taken');
  });

  it('lets a statement see what was written before it without an answer, and commits both', async () => {
    const seen = await test.database.transaction(async () => {
      await test.database.write(insert, [1, 5]);
      await test.database.write(insert, [2, 6]);
      return notes();
    });
    expect(seen).toEqual({ n: 2, total: 11 });
    await test.database.write(insert, [3, 7]);
    expect(await notes()).toEqual({ n: 3, total: 18 });
  });

  it.each(['at its end', 'before it reads', 'before it throws'])(
    'fails with the statement that failed although nobody waited for it: %s',
    async (when) => {
      const told: string[] = [];
      const failing = test.database.transaction(async () => {
        await test.database.write(insert, [1, 5]);
        await test.database.write(insert, [1, 6]);
        test.database.afterCommit(() => told.push('committed'));
        if (when === 'before it reads') await notes();
        if (when === 'before it throws') throw new Error('found nothing');
      });
      await expect(failing).rejects.toMatchObject({ code: '23505' });
      expect(told).toEqual([]);
      expect(await notes()).toMatchObject({ n: 0 });
    },
  );

  it('gives the failure that began the end, not those of statements sent behind it', async () => {
    const twice = (behind: () => Promise<unknown>) =>
      test.database.transaction(async () => {
        await test.database.execute(insert, [1, 5]);
        await Promise.all([test.database.execute(insert, [1, 6]).then((rows) => rows), behind()]);
      });
    await expect(twice(() => test.database.write(insert, [2, 7]))).rejects.toMatchObject({ code: '23505' });
    await expect(twice(() => test.database.execute(insert, [2, 7]))).rejects.toMatchObject({ code: '23505' });
  });

  it('commits nothing when a statement could not even be sent, and lends its connection to nobody else', async () => {
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    const failing = test.database.transaction(async () => {
      await test.database.write(insert, [1, 5]);
      await test.database.write(insert, [circle, 6]);
      await test.database.write(insert, [3, 7]);
    });
    await expect(failing).rejects.toThrow('circular');
    expect(await notes()).toMatchObject({ n: 0 });
    for (let id = 0; id < 6; id += 1) await test.database.transaction(() => test.database.write(insert, [id, 1]));
    expect(await notes()).toMatchObject({ n: 6 });
  });

  it('fails with the loss of its connection while statements are on their way, and lends it to nobody else', async () => {
    const lost = test.database.transaction(async () => {
      await test.database.write(insert, [1, 5]);
      await test.database.write(killMe);
      await test.database.write(insert, [2, 6]);
    });
    expect(isConnectionLoss(await lost.catch((error: unknown) => error))).toBe(true);
    for (let i = 0; i < 6; i += 1) expect(await notes()).toMatchObject({ n: 0 });
  });

  it('carries statements out in the order in which they were sent', async () => {
    const order = await test.database.transaction(async () => {
      await test.database.write('create temp table step (n serial, name text) on commit drop');
      const put = (name: string) => test.database.execute('insert into step (name) values ($1)', [name]);
      await Promise.all([put('a'), test.database.write("insert into step (name) values ('b')"), put('c')]);
      return test.database.query<{ name: string }>('select name from step order by n');
    });
    expect(order.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('refuses two statements of one name', () => {
    expect(() => sql('test.insert-note', 'select 1')).toThrow(RangeError);
    expect(sql('test.insert-note', insert.text)).toEqual(insert);
  });

  it('prepares a statement again whose first use met a transaction that had failed', async () => {
    const remove = sql('test.remove-note', 'delete from note where id = $1');
    for (let i = 0; i < 4; i += 1) {
      const failing = test.database.transaction(async () => {
        await test.database.write('select 1 / 0');
        await test.database.write(remove, [1]);
        await test.database.write(remove, [2]);
      });
      await expect(failing).rejects.toMatchObject({ code: '22012' });
    }
    await test.database.write(insert, [1, 5]);
    expect(await test.database.execute(remove, [1])).toBe(1);
  });

  it('fails what was not awaited instead of letting it write outside', async () => {
    let late: Promise<number> = Promise.resolve(0);
    await test.database.transaction(async () => {
      late = new Promise(setImmediate)
        .then(() => new Promise((r) => setTimeout(r, 20)))
        .then(() => test.database.execute(insert, [9, 9]));
      late.catch(() => undefined);
    });
    await expect(late).rejects.toThrow('has ended');
  });

  it.each(['execute', 'write'] as const)('tries a deadlock again and loses neither transaction: %s', async (way) => {
    await test.database.execute('insert into note values (1, 0), (2, 0)');
    const bump = (first: number, second: number) =>
      test.database.transaction(async () => {
        await test.database.execute('update note set amount = amount + 1 where id = $1', [first]);
        await new Promise((resolve) => setTimeout(resolve, 50));
        await test.database[way]('update note set amount = amount + 1 where id = $1', [second]);
      });
    await Promise.all([bump(1, 2), bump(2, 1)]);
    expect(await notes()).toEqual({ n: 2, total: 4 });
  });

  it('survives a killed backend, in a transaction and out of one, and lends no dead connection', async () => {
    const inside = test.database.transaction(() => test.database.query(killMe)).catch((error: unknown) => error);
    expect(isRetryable(await inside)).toBe(true);
    const outside = await test.database.query(killMe).catch((error: unknown) => error);
    expect(isConnectionLoss(outside)).toBe(true);
    const idle = await Promise.all(
      [1, 2, 3].map(() => test.database.query<{ pid: number }>('select pg_backend_pid() as pid')),
    );
    const others = idle.flat().map(({ pid }) => pid);
    await test.database.query('select pg_terminate_backend(p) from unnest($1::int[]) p where p <> pg_backend_pid()', [
      others,
    ]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let i = 0; i < 6; i += 1) expect(await notes()).toMatchObject({ n: 0 });
  });

  it('says of a database that answers and takes no writes that it is to be tried again', async () => {
    const name = new URL(test.url).pathname.slice(1);
    const readOnly = async (value: string): Promise<void> => {
      const admin = await test.database.connectAlone(
        'admin',
        { default_transaction_read_only: 'off' },
        () => undefined,
      );
      await admin.query(`alter database ${name} set default_transaction_read_only = ${value}`);
      await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
        [name],
      );
      await admin.end();
      await new Promise((resolve) => setTimeout(resolve, 100));
    };
    await readOnly('on');
    const refused = await test.database.execute(insert, [1, 1]).catch((error: unknown) => error);
    expect([isUnwritable(refused), isRetryable(refused), isConnectionLoss(refused)]).toEqual([true, true, false]);
    expect(await test.database.answers()).toBe(false);
    await readOnly('off');
    expect(await test.database.answers()).toBe(true);
  });

  it('reports a connection that died between two statements of a transaction as lost', async () => {
    const lost = await test.database
      .transaction(async () => {
        const [me] = await test.database.query<{ pid: number }>('select pg_backend_pid() as pid');
        await test.database.dataSource.query('select pg_terminate_backend($1)', [me?.pid]);
        await new Promise((resolve) => setTimeout(resolve, 50));
        await test.database.execute(insert, [1, 1]);
      })
      .catch((error: unknown) => error);
    expect(isConnectionLoss(lost)).toBe(true);
    expect(await notes()).toMatchObject({ n: 0 });
  });

  it('reads whole numbers as guarded numbers, dates as text and instants as dates', async () => {
    const [row] = await test.database.query(
      `select 9007199254740991::bigint as big, array[1,2]::bigint[] as list, 1.5::numeric as half, date '2026-11-21' as day,
       timestamptz '2026-11-21 10:30+00' as at, '{"a":[1]}'::jsonb as doc`,
    );
    expect(row).toEqual({
      big: 9007199254740991,
      list: [1, 2],
      half: 1.5,
      day: '2026-11-21',
      at: new Date('2026-11-21T10:30:00Z'),
      doc: { a: [1] },
    });
    await expect(test.database.query('select 9007199254740993::bigint')).rejects.toThrow(RangeError);
  });

  it('plans a named statement for all values, however they are given', async () => {
    const some = sql('test.some-notes', 'select amount from note where id = any($1::int[]) limit $2');
    const [plans] = await test.database.transaction(async () => {
      for (let i = 0; i < 10; i += 1) await test.database.query(some, [[i, i + 1], i + 1]);
      return test.database.query(
        `select generic_plans as "generic", custom_plans as custom from pg_prepared_statements where name = $1`,
        [some.name],
      );
    });
    expect(plans).toEqual({ generic: 10, custom: 0 });
  });

  it('gives an advisory lock to one transaction at a time', async () => {
    const answers = await test.database.transaction(async () => {
      const mine = await tryAdvisoryLock(test.database, 'job');
      const [other] = await test.database.dataSource.query<{ locked: boolean }[]>(
        "select pg_try_advisory_xact_lock(hashtextextended('job', 0)) as locked",
      );
      return [mine, other?.locked];
    });
    expect(answers).toEqual([true, false]);
  });
});
