import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readLocalConfig } from '../local.config.js';

/** Where package managers put things that an ordinary user's PATH may not name. */
const MORE_FOLDERS = [
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/opt/homebrew/sbin',
  '/opt/homebrew/bin',
  '/usr/local/bin',
  '/usr/bin',
];

/** The full, link-free path of a program, looked up like a shell does and then in the usual folders. */
export function onPath(program: string): string | undefined {
  const folders = (readLocalConfig().environment['PATH'] ?? '').split(delimiter);
  for (const folder of [...folders, ...MORE_FOLDERS].filter((name) => name !== '')) {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return realpathSync(join(folder, program));
    } catch {
      // Not here.
    }
  }
  return undefined;
}
