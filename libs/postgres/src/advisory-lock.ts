import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Database } from './database.js';
import { sql } from './statement.js';

const POLL_MS = 100;
const tryForTransaction = sql(
  'postgres.try-lock',
  'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as locked',
);

/**
 * Takes the lock called `name` until the ambient transaction ends; false when someone else holds it. For jobs of
 * which one replica is enough. Throws outside a transaction.
 */
export async function tryAdvisoryLock(database: Database, name: string): Promise<boolean> {
  if (!database.inTransaction()) throw new Error('an advisory lock needs a transaction');
  const [row] = await database.query<{ locked: boolean }>(tryForTransaction, [name]);
  return row?.locked === true;
}

/**
 * Runs `work` while a connection of its own holds the lock called `name`, waiting as long as it takes. It polls
 * instead of waiting inside the server, because a waiting statement's snapshot would block CREATE INDEX CONCURRENTLY.
 */
export async function withAdvisoryLock<T>(url: string, name: string, work: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, keepAlive: true, application_name: `lock:${name}` });
  client.on('error', () => undefined);
  await client.connect();
  try {
    while (!(await tryForSession(client, name))) await sleep(POLL_MS);
    return await work();
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function tryForSession(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
    [name],
  );
  return rows[0]?.locked === true;
}
