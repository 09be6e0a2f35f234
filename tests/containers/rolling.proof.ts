import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkout } from '../../deploy/local/src/local.config.js';
import type { Compose } from './compose.js';
import { BACK, prepare, replaceEach } from './deploy.js';
import type { Load } from './load.js';
import type { ProofPlatform } from './proof-platform.js';

/** Tags of the build that is replaced and rolled back to, and of the one that replaces it. */
export const PREVIOUS = 'previous';
export const NEXT = 'next';

/** Builds the images of a commit, by that commit's own recipe. */
export async function buildCommit(compose: Compose, commit: string, version: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'faregate-previous-'));
  try {
    const unpack = 'git archive "$1" | tar -x -C "$2"';
    await promisify(execFile)('bash', ['-c', `set -o pipefail; ${unpack}`, '_', commit, folder], { cwd: checkout() });
    await compose.do(['build'], { FAREGATE_VERSION: version }, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Under load, the previous build is replaced by the next one, and that by the previous one again. */
export async function proveRolling(platform: ProofPlatform, load: Load, holdMs: number): Promise<void> {
  console.log('deploy:');
  platform.compose.set({ FAREGATE_VERSION: NEXT });
  await prepare(platform);
  await replaceEach(platform, load, holdMs);
  console.log('roll back:');
  platform.compose.set({ FAREGATE_VERSION: PREVIOUS });
  await replaceEach(platform, load, holdMs, BACK);
}
