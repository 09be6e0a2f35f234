import { Client } from 'pg';
import { withAdvisoryLock } from './advisory-lock.js';
import { createDataSource, type Migrations } from './data-source.js';

const LOCK = 'faregate.migrations';

/**
 * Applies the migrations that are missing, each in a transaction of its own, under an advisory lock so that several
 * processes may try at once. Gives the names of those it applied, in order.
 */
export async function runMigrations(url: string, migrations: Migrations): Promise<string[]> {
  return withAdvisoryLock(url, LOCK, async () => {
    const dataSource = createDataSource({ url, migrations, applicationName: 'migrations', poolSize: 1 });
    await dataSource.initialize();
    try {
      const applied = await dataSource.runMigrations({ transaction: 'each' });
      return applied.map(({ name }) => name);
    } finally {
      await dataSource.destroy();
    }
  });
}

/** The names of the migrations the database at `url` does not have yet, oldest first; changes nothing. */
export async function pendingMigrations(url: string, migrations: Migrations): Promise<string[]> {
  const client = new Client({ connectionString: url, application_name: 'migrations' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const applied = await appliedMigrations(client);
    const names = migrations.map(({ name }) => name).sort((a, b) => timestampOf(a) - timestampOf(b));
    return names.filter((name) => !applied.has(name));
  } finally {
    await client.end();
  }
}

async function appliedMigrations(client: Client): Promise<Set<string>> {
  const table = await client.query<{ found: boolean }>("select to_regclass('migrations') is not null as found");
  if (table.rows[0]?.found !== true) return new Set();
  const { rows } = await client.query<{ name: string }>('select name from migrations');
  return new Set(rows.map(({ name }) => name));
}

/** TypeORM takes the last 13 characters of a migration's name as its time. */
const timestampOf = (name: string): number => Number(name.slice(-13));
