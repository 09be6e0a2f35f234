import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServiceName } from '../platform/services.js';

/**
 * Where the services of a running platform are and what opens their doors: for the command line tool, for its owner's
 * eyes only.
 */
export interface Running {
  urls: Partial<Record<ServiceName, string>>;
  databases: Partial<Record<ServiceName, string>>;
  internalSecret: string;
}

export function writeRunning(file: string, running: Running): void {
  writeFileSync(file, JSON.stringify(running, null, 2), { mode: 0o600 });
}

export const forgetRunning = (file: string): void => rmSync(file, { force: true });

/** Undefined when nothing runs. */
export function readRunning(file: string): Running | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Running) : undefined;
}
