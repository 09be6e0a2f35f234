import { newId } from '#kernel';
import { eventually, type TestDatabase, testDatabase } from '#testing';
import type { Account } from '../domain/account.js';
import { PostgresAccounts } from './accounts.repository.js';
import { migrations } from './migrations/index.js';

describe('an account that two change at once', () => {
  let test: TestDatabase;
  let accounts: PostgresAccounts;
  beforeAll(async () => {
    test = await testDatabase({ migrations });
    accounts = new PostgresAccounts(test.database);
  });
  afterAll(() => test.close());

  async function newOwner(): Promise<string> {
    const id = newId();
    const merchant = { id: newId(), livemode: false, liveSince: null, webhookUrl: null, version: 1 };
    const account: Account = {
      ...{ id, email: `${id}@example.com`, name: 'Shop', role: 'merchant', sessionVersion: 1, merchant },
      ...{ disabledAt: null, deletedAt: null, createdAt: new Date(), teamRole: 'owner', merchantClosed: false },
    };
    await accounts.admit(account, '$argon2id$of-nobody');
    return id;
  }

  /** `second` comes while `first` has the account locked, and waits for it. */
  async function together(first: () => Promise<void>, second: () => Promise<void>): Promise<void> {
    const [changed, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const one = test.database.transaction(async () => {
      await first();
      changed.resolve();
      await go.promise;
    });
    await Promise.race([changed.promise, one]);
    const two = test.database.transaction(second);
    await eventually(async () => expect(await waiting()).toBe(1)).finally(() => go.resolve());
    await Promise.all([one, two]);
  }
  const waiting = async (): Promise<number | undefined> => {
    const [row] = await test.database.query<{ n: number }>(
      `select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return row?.n;
  };
  const locked = async (id: string): Promise<Account> => (await accounts.lock(id))?.account as Account;
  const rename = async (id: string, name: string): Promise<void> => {
    const account = await locked(id);
    const { merchant } = account;
    await accounts.save({ ...account, name, merchant: merchant && { ...merchant, version: merchant.version + 1 } });
  };

  it('stays open for live money when it is renamed meanwhile', async () => {
    const id = await newOwner();
    const since = new Date();
    const open = async () => {
      await locked(id);
      await accounts.openLive(id, since);
    };
    await together(open, () => rename(id, 'Renamed'));
    expect(await accounts.find(id)).toMatchObject({ name: 'Renamed', merchant: { liveSince: since, version: 2 } });
  });

  it('gives each change of its merchant a version of its own', async () => {
    const id = await newOwner();
    await together(
      () => rename(id, 'One'),
      () => rename(id, 'Two'),
    );
    expect(await accounts.find(id)).toMatchObject({ name: 'Two', merchant: { version: 3 } });
  });
});
