import { connect } from 'amqplib';
import type pg from 'pg';
import { openClient } from './open-client.js';

/** What the same PostgreSQL and RabbitMQ do at most here, with nothing of ours in between. */
export interface Ceilings {
  /** Small write transactions a second with one client and with 32. */
  readonly pgTxPerS: { readonly one: number; readonly many: number };
  /** Confirmed persistent publishes a second into a quorum queue, by messages waiting for their confirm. */
  readonly confirmsPerS: Readonly<Record<1 | 100 | 1_000, number>>;
}

const MANY = 32;
const BODY = Buffer.alloc(600, 'x');
const QUEUE = 'bench.ceiling';

export async function measureCeilings(databaseUrl: string, rabbitmqUrl: string, seconds: number): Promise<Ceilings> {
  const one = await transactions(databaseUrl, 1, seconds);
  const many = await transactions(databaseUrl, MANY, seconds);
  const confirms = async (window: number): Promise<number> => confirmedPublishes(rabbitmqUrl, window, seconds);
  return {
    pgTxPerS: { one, many },
    confirmsPerS: { 1: await confirms(1), 100: await confirms(100), 1_000: await confirms(1_000) },
  };
}

/** Each inserts one row of 200 bytes with an index and commits. */
async function transactions(url: string, count: number, seconds: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: count }, () => openClient(url)));
  const [first] = clients;
  await first?.query(
    'create table if not exists bench_write (id bigint generated always as identity primary key, x text)',
  );
  const until = performance.now() + seconds * 1_000;
  const insert = { name: 'bench-write', text: 'insert into bench_write (x) values ($1)', values: ['x'.repeat(180)] };
  let done = 0;
  const write = async (client: pg.Client): Promise<void> => {
    for (; performance.now() < until; done += 1) await client.query(insert);
  };
  await Promise.all(clients.map(write));
  await first?.query('drop table bench_write');
  await Promise.all(clients.map((client) => client.end()));
  return done / seconds;
}

async function confirmedPublishes(url: string, window: number, seconds: number): Promise<number> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  const until = performance.now() + seconds * 1_000;
  let confirmed = 0;
  const publish = (): Promise<void> =>
    new Promise((resolve) => {
      channel.sendToQueue(QUEUE, BODY, { persistent: true }, () => {
        confirmed += 1;
        resolve();
      });
    });
  const line = async (): Promise<void> => {
    while (performance.now() < until) await publish();
  };
  await Promise.all(Array.from({ length: window }, line));
  await channel.deleteQueue(QUEUE);
  await connection.close();
  return confirmed / seconds;
}
