import type pg from 'pg';
import type { Fault, Fire } from '../fire.js';
import { END_CONNECTIONS, fullDisk, readOnly } from '../hands/no-writes-hand.js';
import { messagingOf } from '../hands/messaging-hand.js';

const STORM_MS = 3_000;
const STORMERS = 4;

/** PostgreSQL ends, drops connections, does not answer, locks up, or can't be written to. */
export const DATABASE_FAULTS: readonly Fault[] = [
  {
    covers: ['F15'],
    how: 'kill -9 a PostgreSQL process that serves a service: all connections drop and it recovers',
    strike: ({ parts }) => parts.own.killBackend(),
  },
  {
    covers: ['F15'],
    how: 'end connections of payment and booking in the middle of their transactions, five times',
    async strike(fire) {
      for (let i = 0; i < 5; i += 1) {
        for (const service of ['payment', 'booking'] as const)
          await fire.sql(service, (client) => client.query(`${END_CONNECTIONS} and state <> 'idle'`));
        await fire.wait(200);
      }
    },
  },
  { covers: ['F15'], how: 'restart PostgreSQL', strike: ({ parts }) => parts.postgres.restart() },
  {
    covers: ['F16'],
    how: "kill -9 every PostgreSQL process: asynchronous commits, which the relay's checkpoints are, may be lost",
    strike: ({ parts }) => parts.postgres.crash(),
  },
  {
    covers: ['F17'],
    how: 'lose the answers of PostgreSQL, those to commits among them, then cut the connections',
    async strike(fire) {
      fire.parts.own.ways.postgres.set('half-open');
      await fire.wait(700);
      fire.parts.own.ways.postgres.set('pass');
    },
  },
  { covers: ['F18'], how: 'lock payments and their orders in the wrong order, for deadlocks', strike: deadlocks },
  {
    covers: ['F19'],
    how: 'make the databases of payment and webhook-dispatcher read-only: no order, no charge, no webhook',
    strike: readOnly,
  },
  {
    covers: ['F19'],
    how: 'answer every write of payment and webhook-dispatcher as a full disk does (53100): no order, no charge, no webhook',
    strike: fullDisk,
  },
  {
    covers: ['F20'],
    how: 'keep a writing transaction of payment open for 6 s',
    strike: (fire) =>
      fire.sql('payment', async (client) => {
        await client.query('begin');
        await client.query(
          "insert into inbox (event_day, consumer, event_id) values (now(), 'chaos', gen_random_uuid())",
        );
        await fire.wait(6_000);
        const { oldestUnconfirmedMs = 0 } = (await messagingOf(fire, 'payment')) ?? {};
        if (oldestUnconfirmedMs > 3_000)
          fire.unexpected.push(`an open transaction held events up for ${oldestUnconfirmedMs} ms`);
        await client.query('rollback');
      }),
  },
];

async function deadlocks(fire: Fire): Promise<void> {
  const until = Date.now() + STORM_MS;
  const stormer = (client: pg.Client) => async (): Promise<void> => {
    while (Date.now() < until) await lockBackwards(client, fire).catch(() => client.query('rollback'));
  };
  const storm = Array.from({ length: STORMERS }, () => fire.sql('payment', (client) => stormer(client)()));
  await Promise.all(storm);
}

async function lockBackwards(client: pg.Client, fire: Fire): Promise<void> {
  const { rows } = await client.query<{ id: string; order_id: string }>(
    'select id, order_id from payment order by id desc limit 8',
  );
  const order = rows.sort(() => fire.parts.random() - 0.5).slice(0, 3);
  await client.query('begin');
  for (const { id, order_id: orderId } of order) {
    await client.query('select 1 from payment where id = $1 for update', [id]);
    await fire.wait(5);
    await client.query('select 1 from orders where id = $1 for update', [orderId]);
  }
  await client.query('rollback');
}
