import { newId } from '#kernel';
import { type TestDatabase, testDatabase } from '#testing';
import { MerchantAccountRepository } from './accounts.repository.js';
import { migrations } from './migrations/index.js';

describe('what payment hears of a merchant', () => {
  let test: TestDatabase;
  let merchants: MerchantAccountRepository;
  beforeAll(async () => {
    test = await testDatabase({ migrations });
    merchants = new MerchantAccountRepository(test.database);
  });
  afterAll(() => test.close());

  const named = (merchantId: string, version: number, name = `name ${version}`) =>
    merchants.learn([{ merchantId, livemode: false, name, version }]);
  const disabled = (merchantId: string, version: number, is = true) =>
    merchants.learn([{ merchantId, livemode: false, disabled: is, version }]);
  const isDisabled = async (merchantId: string) => (await merchants.terms(merchantId)).disabled;
  const nameOf = async (merchantId: string) =>
    (
      await test.database.query<{ name: string }>('select name from merchant_account where merchant_id = $1', [
        merchantId,
      ])
    )[0]?.name;

  it('disables it although a later change of its name came first', async () => {
    const id = newId();
    await named(id, 1);
    await named(id, 4);
    await disabled(id, 3);
    expect([await isDisabled(id), await nameOf(id)]).toEqual([true, 'name 4']);
  });

  it('names it although a later change of its standing came first', async () => {
    const id = newId();
    await disabled(id, 3);
    await named(id, 2);
    expect([await isDisabled(id), await nameOf(id)]).toEqual([true, 'name 2']);
  });

  it('in the wrong order leaves the last name and the last standing', async () => {
    const id = newId();
    for (const version of [4, 2]) await disabled(id, version, version === 2);
    for (const version of [5, 3]) await named(id, version);
    expect([await isDisabled(id), await nameOf(id)]).toEqual([false, 'name 5']);
  });
});
