import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../launch/progress.mjs';
import type { Guard } from '../process/guard.js';
import { identityOfDatabase } from './databases.js';
import type { DatabaseToMigrate } from './migrate-databases.js';

export interface Migration {
  service: string;
  /** URL of its database, with its own role. */
  url: string;
}

export interface MigrateOptions {
  root: string;
  stampFile: string;
  guard: Guard;
  environment: Record<string, string>;
}

type Stamps = Record<string, string>;

/**
 * Brings the databases up to date. A stamp in the state folder says which built migrations a database has seen, so that
 * a start with nothing new costs no process; a database made anew has another identity.
 */
export async function migrate(options: MigrateOptions, services: readonly Migration[]): Promise<void> {
  const { root, stampFile } = options;
  const stamps = readStamps(stampFile);
  const stamped = await Promise.all(services.map(async (one) => ({ ...one, stamp: await stampOf(root, one) })));
  const due = stamped.filter(({ service, stamp }) => stamps[service] !== stamp);
  if (due.length === 0) return;
  await migrateInOneProcess(options, due);
  for (const { service, stamp } of due) stamps[service] = stamp;
  writeFileSync(`${stampFile}.new`, JSON.stringify(stamps, null, 2));
  renameSync(`${stampFile}.new`, stampFile);
}

/**
 * All databases by one process: `migrate` of each service would load everything that the service is made of first, 2 s
 * of CPU each. URLs carry passwords, which others could read in arguments.
 */
function migrateInOneProcess({ root, guard, environment }: MigrateOptions, due: readonly Migration[]): Promise<void> {
  guard.allow();
  const program = join(root, 'dist', 'deploy', 'local', 'src', 'platform', 'migrate-databases.js');
  const child = spawn(process.execPath, [program], { env: environment, detached: true });
  const pid = child.pid ?? 0;
  guard.service(pid);
  child.on('exit', () => guard.drop(pid));
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(due.map((one) => toMigrate(root, one))));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Failure(`The migrations failed:\n\n${said.slice(-4_000)}`)),
    );
  });
}

const toMigrate = (root: string, { service, url }: Migration): DatabaseToMigrate => ({
  service,
  url,
  migrations: join(migrationsOf(root, service), 'index.js'),
});

const migrationsOf = (root: string, service: string): string =>
  join(root, 'dist', 'services', service, 'src', 'persistence', 'migrations');

/** The database's identity and a hash of every built migration that may touch it: its own and those of the libs. */
async function stampOf(root: string, { service, url }: Migration): Promise<string> {
  const hash = createHash('sha256');
  const libs = filesBelow(join(root, 'dist', 'libs')).filter((path) => /migrations?|\/\d{13}-/.test(path));
  const own = filesBelow(migrationsOf(root, service));
  for (const path of [...libs, ...own].filter((name) => name.endsWith('.js')))
    hash.update(path).update(readFileSync(path));
  return `${await identityOfDatabase(url)}:${hash.digest('hex').slice(0, 16)}`;
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function readStamps(file: string): Stamps {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Stamps;
  } catch {
    return {};
  }
}
