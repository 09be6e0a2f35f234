import { randomBytes } from 'node:crypto';
import { sql } from '#postgres';
import { testDatabase, type TestDatabase } from '#testing';
import { reseal, type SealedColumn } from './reseal.js';
import { SecretBox } from './secret-box.js';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [k1, k2] = [key('k1'), key('k2')];
const rotated = `${k2},${k1}`;
const COLUMNS: readonly SealedColumn[] = [
  { table: 'door', key: 'id', column: 'lock', type: 'text', context: 'door' },
  { table: 'door', key: 'id', column: 'spare', type: 'jsonb', context: 'door' },
];
const all = sql('test.doors', 'select id, lock, spare from door order by id');
const insert = sql('test.insert-door', 'insert into door values ($1, $2, $3)');

describe('sealing again', () => {
  let test: TestDatabase;
  const old = new SecretBox(k1);
  const doors = () => test.database.query<{ id: string; lock: string | null; spare: { sealed: string }[] | null }>(all);
  beforeAll(async () => {
    test = await testDatabase({ migrations: [] });
    await test.database.execute('create table door (id text primary key, lock text, spare jsonb)');
  });
  beforeEach(() => test.database.execute('truncate door'));
  afterAll(() => test.close());

  it('leaves nothing that needs the old key, whatever the number of rows, and opens to the same', async () => {
    for (let id = 1; id <= 620; id += 1) {
      const context = `door:${id}`;
      const spare = [1, 2].map((nth) => ({ sealed: old.seal(`spare ${id} ${nth}`, context), expires_at: null }));
      await test.database.execute(insert, [`${id}`, old.seal(`lock ${id}`, context), JSON.stringify(spare)]);
    }
    await test.database.execute(insert, ['none', null, null]);
    expect(await reseal(test.url, rotated, COLUMNS)).toEqual({ rows: 1_240, left: 0 });
    const alone = new SecretBox(k2);
    for (const { id, lock, spare } of await doors()) {
      if (lock === null) continue;
      expect(alone.open(lock, `door:${id}`)).toBe(`lock ${id}`);
      expect(spare?.map(({ sealed }) => alone.open(sealed, `door:${id}`))).toEqual([`spare ${id} 1`, `spare ${id} 2`]);
    }
    expect(await reseal(test.url, rotated, COLUMNS)).toEqual({ rows: 0, left: 0 });
  });

  it('stops at a text it can not open and changes nothing of it', async () => {
    await test.database.execute(insert, ['1', old.seal('lock', 'door:another'), null]);
    const before = await doors();
    await expect(reseal(test.url, rotated, COLUMNS)).rejects.toThrow();
    await expect(reseal(test.url, k2, COLUMNS)).rejects.toThrow('not a sealed secret of a key we have');
    expect(await doors()).toEqual(before);
  });
});
