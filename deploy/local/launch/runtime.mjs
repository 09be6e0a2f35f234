import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './progress.mjs';

/** The oldest Node the services run on by themselves: what NestJS 12 and this code's syntax ask for. */
const OLDEST = [22, 19];

/**
 * The Node to run the real program with: the pinned one that npm brought (docs/adr says why), else the running one when
 * it is new enough. There is no pinned binary for macOS, and the pinned Linux one does not start on musl.
 */
export function pinnedNode(root) {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0) return pinned;
  if (isNewEnough(process.versions.node)) return process.execPath;
  throw new Failure(
    `Faregate needs Node.js ${OLDEST.join('.')} or newer here; this is ${process.versions.node}. Install a current Node.js and try again.`,
  );
}

/** Compares "major.minor.patch" with the oldest that works. */
export function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
