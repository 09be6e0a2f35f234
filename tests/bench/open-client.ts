import pg from 'pg';

/** What is asked ten times a second is not planned each time: the figures are to be the services'. */
const PLANNED_ONCE = '-c plan_cache_mode=force_generic_plan';

/** A connection whose end, when the platform stops first, is no error of its own: the next query tells. */
export async function openClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench', options: PLANNED_ONCE });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The server's own role on a service's database. */
export function asSuperuser(serverUrl: string, databaseUrl: string): string {
  const url = new URL(serverUrl);
  url.pathname = new URL(databaseUrl).pathname;
  return url.href;
}
