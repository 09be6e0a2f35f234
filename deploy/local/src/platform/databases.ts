import pg from 'pg';
import { Failure } from '../../launch/progress.mjs';

/** A database with the role that owns it and nothing else. */
export interface OwnedDatabase {
  database: string;
  role: string;
  password: string;
}

/** PostgreSQL: insufficient_privilege. */
const NOT_ALLOWED = '42501';

/**
 * Makes databases and roles that are missing, through a server role that may do so, and gives each database's URL for
 * its own role. Other roles can't connect to it. Names are ours, never input.
 */
export async function ensureDatabases(serverUrl: string, wanted: readonly OwnedDatabase[]): Promise<string[]> {
  return await withClient(serverUrl, async (client) => {
    try {
      for (const one of wanted) await ensureDatabase(client, one);
    } catch (error) {
      if ((error as { code?: string }).code !== NOT_ALLOWED) throw error;
      throw new Failure(
        `The role in DATABASE_URL may not create databases and roles (${(error as Error).message}). Give it CREATEDB and CREATEROLE.`,
      );
    }
    return wanted.map((one) => ownUrl(serverUrl, one));
  });
}

/** Drops databases and their roles, with everything that is connected to them. */
export async function dropDatabases(serverUrl: string, owned: readonly OwnedDatabase[]): Promise<void> {
  await withClient(serverUrl, async (client) => {
    for (const { database, role } of owned) {
      await client.query(`drop database if exists ${client.escapeIdentifier(database)} with (force)`);
      await client.query(`drop role if exists ${client.escapeIdentifier(role)}`);
    }
  });
}

/** What tells this database from another of the same name, on this server or on one that was made anew. */
export async function identityOfDatabase(url: string): Promise<string> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query<{ identity: string }>(
      `select (select system_identifier from pg_control_system()) || ':' || oid as identity
       from pg_database where datname = current_database()`,
    );
    return rows[0]?.identity ?? '';
  });
}

/** The server's URL with another database and role; what else it says (TLS, timeouts) stays. */
export function ownUrl(serverUrl: string, { database, role, password }: OwnedDatabase): string {
  const url = new URL(serverUrl);
  url.username = role;
  url.password = encodeURIComponent(password);
  url.pathname = `/${database}`;
  return url.href;
}

async function ensureDatabase(client: pg.Client, { database, role, password }: OwnedDatabase): Promise<void> {
  const [name, owner] = [client.escapeIdentifier(database), client.escapeIdentifier(role)];
  const roles = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  const secret = client.escapeLiteral(password);
  await client.query(`${roles.rowCount === 0 ? 'create' : 'alter'} role ${owner} login password ${secret}`);
  const databases = await client.query('select 1 from pg_database where datname = $1', [database]);
  if (databases.rowCount !== 0) return;
  // Whoever is not a superuser must be a member of a role to give it a database.
  await client.query(`do $$ begin if not (select rolsuper from pg_roles where rolname = current_user)
    then grant ${owner} to current_user; end if; end $$`);
  await client.query(
    `create database ${name} owner ${owner} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`,
  );
  await client.query(`revoke all on database ${name} from public`);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
