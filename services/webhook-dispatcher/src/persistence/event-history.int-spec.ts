import { type TestDatabase, testDatabase } from '#testing';
import { EventHistoryRepository } from './event-history.repository.js';
import { migrations } from './migrations/index.js';
import { idFloor } from './time-ordered-ids.js';

describe('the history', () => {
  let store: TestDatabase;

  beforeAll(async () => {
    store = await testDatabase({ migrations });
  });
  afterAll(() => store.close());

  const query = <R extends object>(text: string) => store.database.query<R>(text);
  const insert = async (days: number, status: string) => {
    const [{ id: uuid } = { id: '' }] = await query<{ id: string }>(
      `select ${idFloor(`now() - interval '${days} days'`)} as id`,
    );
    const id = `'${uuid}'`;
    const finished = status === 'pending' ? 'null' : 'now()';
    await query(`insert into webhook_event (id, type, merchant_id, livemode, body)
      values (${id}, 'payment.captured', gen_random_uuid(), false, '{}')`);
    const rows = await query<{ id: string }>(
      `insert into delivery (id, event_id, endpoint_id, merchant_id, livemode, event_type, status, finished_at)
       values (${id}, ${id}, gen_random_uuid(), gen_random_uuid(), false, 'payment.captured', '${status}', ${finished})
       returning id`,
    );
    await query(`insert into attempt (delivery_id, number) select id, 1 from delivery where id = '${rows[0]?.id}'`);
    return rows[0]?.id;
  };

  it('keeps events 30 days and attempts 90; what still waited for a forgotten event is cancelled', async () => {
    const [young, month, quarter] = [
      await insert(29, 'delivered'),
      await insert(31, 'pending'),
      await insert(91, 'delivered'),
    ];
    const history = new EventHistoryRepository(store.database);
    while (await history.purge(30, 90));
    expect((await query<{ id: string }>('select id from webhook_event')).map(({ id }) => id)).toEqual([young]);
    const deliveries = await query<{ id: string; status: string }>('select id, status from delivery order by id desc');
    expect(deliveries).toEqual([
      { id: young, status: 'delivered' },
      { id: month, status: 'cancelled' },
    ]);
    const attempts = await query<{ delivery_id: string }>('select delivery_id from attempt');
    expect(attempts.map(({ delivery_id: id }) => id)).not.toContain(quarter);
  });
});
