import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../launch/progress.mjs';
import type { Account } from '../process/account.js';
import { isAlive } from '../process/identity.js';
import { run } from '../process/run.js';

export const SUPERUSER = 'faregate';
/** How long a server that a killed starter left behind may take for its shutdown. */
const LEFTOVER_MS = 10_000;

export interface ClusterOptions {
  bin: string;
  major: number;
  folder: string;
  account: Account | undefined;
  password: string;
}

/**
 * Creates the cluster unless it is there. It is made beside its place and renamed, so that half a cluster is never
 * used.
 */
export async function initialise(options: ClusterOptions): Promise<void> {
  const { folder, major } = options;
  const version = join(folder, 'PG_VERSION');
  if (existsSync(version)) {
    const made = Number(readFileSync(version, 'utf8'));
    if (made === major) return;
    throw new Failure(
      `The data in ${folder} was made by PostgreSQL ${made}, and this is ${major}.\n` +
        'Start over with "npm run reset", or use a server of your own through DATABASE_URL.',
    );
  }
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (options.account) chownSync(unfinished, options.account.uid, options.account.gid);
  await initdb(options, unfinished);
  renameSync(unfinished, folder);
}

async function initdb({ bin, account, password }: ClusterOptions, folder: string): Promise<void> {
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  const how = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions'];
  try {
    const { status, output } = await run(
      join(bin, 'initdb'),
      ['-D', folder, '-U', SUPERUSER, '--pwfile', passwordFile, ...how],
      {
        env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
        ...(account ? { uid: account.uid, gid: account.gid } : {}),
      },
    );
    if (status !== 0) throw new Failure(`PostgreSQL could not create its data folder ${folder}:\n\n${output}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Stops a server that still runs on our data, left by a starter whose watchdog was killed as well. */
export async function endLeftover(folder: string): Promise<void> {
  const pidFile = join(folder, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const [first, of] = readFileSync(pidFile, 'utf8').split('\n');
  const pid = Number(first);
  if (!(pid > 1) || of !== folder || !(await isPostgres(pid))) return;
  process.kill(pid, 'SIGINT');
  const until = Date.now() + LEFTOVER_MS;
  while (isAlive(pid) && Date.now() < until) await pause(50);
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}

/** The number in an old file may by now be anybody's. */
async function isPostgres(pid: number): Promise<boolean> {
  const { output } = await run('ps', ['-o', 'command=', '-p', String(pid)]);
  return output.includes('postgres');
}
