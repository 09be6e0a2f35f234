import { watch } from 'node:fs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../launch/build.mjs';
import { createProgress } from '../../launch/progress.mjs';
import type { Platform } from '../platform/platform.js';
import type { ServiceName } from '../platform/services.js';
import { touchedServices } from './touched-services.js';

/** An editor writes a file in several steps; they are waited for. */
const SETTLE_MS = 150;
const WATCHED = ['libs', 'services'];

/** Compiles what changes and restarts the services whose code, or whose libs, have changed. Returns how to stop. */
export function watchSources(root: string, platform: Platform): () => void {
  let timer: NodeJS.Timeout | undefined;
  let queue = Promise.resolve();
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      queue = queue.then(() => update(root, platform)).catch((error: unknown) => say(String(error)));
    }, SETTLE_MS);
  };
  const folders = WATCHED.map((name) => join(root, name)).filter((folder) => existsSync(folder));
  const watchers = folders.map((folder) => watch(folder, { recursive: true }, changed));
  say(`watching ${WATCHED.join(' and ')}`);
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

async function update(root: string, platform: Platform): Promise<void> {
  const { changed, errors } = await build(
    root,
    createProgress(() => undefined),
  );
  for (const error of errors) say(error);
  if (errors.length > 0 || changed.length === 0) return;
  const touched = touchedServices(changed, platform.names);
  if (touched.length === 0) return;
  say(`${changed.length === 1 ? changed[0] : `${changed.length} files`} changed: restarting ${touched.join(', ')}`);
  await platform.migrate();
  await Promise.all(touched.map((name) => restart(platform, name)));
}

async function restart(platform: Platform, name: ServiceName): Promise<void> {
  try {
    await platform.restart(name);
    say(`${name} is ready`);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 23)} info starter ${text}`);
