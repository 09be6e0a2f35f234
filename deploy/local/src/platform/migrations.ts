import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../launch/progress.mjs';
import type { Guard } from '../process/guard.js';
import { identityOfDatabase } from './databases.js';

export interface Migration {
  service: string;
  program: string;
  environment: Record<string, string>;
}

export interface MigrateOptions {
  root: string;
  stampFile: string;
  guard: Guard;
  atOnce?: number;
}

type Stamps = Record<string, string>;

/**
 * Brings the databases up to date, `atOnce` (2) services at a time. A stamp in the state folder says which built
 * migrations a database has seen, so that a start with nothing new costs no processes; a database made anew has another
 * identity.
 */
export async function migrate(
  { root, stampFile, guard, atOnce = 2 }: MigrateOptions,
  services: readonly Migration[],
): Promise<void> {
  const stamps = readStamps(stampFile);
  const due = await Promise.all(services.map(async (one) => ({ ...one, stamp: await stampOf(root, one) })));
  const queue = due.filter(({ service, stamp }) => stamps[service] !== stamp);
  if (queue.length === 0) return;
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await migrateOne(next, guard);
      stamps[next.service] = next.stamp;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  writeFileSync(`${stampFile}.new`, JSON.stringify(stamps, null, 2));
  renameSync(`${stampFile}.new`, stampFile);
}

function migrateOne({ service, program, environment }: Migration, guard: Guard): Promise<void> {
  guard.allow();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, 'migrate'], {
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const pid = child.pid ?? 0;
    guard.service(pid);
    child.on('exit', () => guard.drop(pid));
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Failure(`The migrations of ${service} failed:\n\n${said.slice(-4_000)}`)),
    );
  });
}

/** The database's identity and a hash of every built migration that may touch it: its own and those of the libs. */
async function stampOf(root: string, { service, environment }: Migration): Promise<string> {
  const hash = createHash('sha256');
  const libs = filesBelow(join(root, 'dist', 'libs')).filter((path) => /migrations?|\/\d{13}-/.test(path));
  const own = filesBelow(join(root, 'dist', 'services', service, 'src', 'persistence', 'migrations'));
  for (const path of [...libs, ...own].filter((name) => name.endsWith('.js')))
    hash.update(path).update(readFileSync(path));
  return `${await identityOfDatabase(environment['DATABASE_URL'] ?? '')}:${hash.digest('hex').slice(0, 16)}`;
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
