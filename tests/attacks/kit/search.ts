import pg from 'pg';
import { platform } from '../../support/platform.js';

/**
 * Looks through every row of every table of every service's database, the simulator's too, for any of these texts.
 * Gives where they were found, never what.
 */
export async function databaseHits(needles: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const [service, url] of Object.entries(platform().databases)) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      for (const table of await tablesOf(client)) {
        const { rows } = await client.query<{ hits: string }>(
          `select count(*) as hits from ${table} t where t::text like any ($1)`,
          [needles.map((needle) => `%${needle}%`)],
        );
        if (Number(rows[0]?.hits) > 0) found.push(`${service}.${table} (${rows[0]?.hits} rows)`);
      }
    } finally {
      await client.end();
    }
  }
  return found;
}

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  return rows.map(({ name }) => name);
}
