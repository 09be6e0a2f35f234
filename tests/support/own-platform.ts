import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import type { DataServices } from '../../deploy/local/src/platform/data-services.js';
import type { RunningPlatform, StartPlatformOptions } from '../../deploy/local/src/platform/start-platform.js';

const root = resolve(import.meta.dirname, '../..');
const built = async <T>(path: string): Promise<T> => (await import(join(root, 'dist/deploy/local', path))) as T;

/** A platform on data services of its own, so that a test may kill any part of it. */
export interface OwnPlatform {
  readonly platform: RunningPlatform;
  /** Ends the broker at once; it is started again by who looks after it. */
  killBroker(): void;
  /** Ends one PostgreSQL server process that serves a service: the server drops every connection and recovers. */
  killBackend(): Promise<void>;
  stop(): Promise<void>;
}

type Modules = [
  typeof import('../../deploy/local/src/platform/data-services.js'),
  typeof import('../../deploy/local/src/platform/start-platform.js'),
  typeof import('../../deploy/local/src/process/guard.js'),
  typeof import('../../deploy/local/src/process/ports.js'),
  typeof import('../../deploy/local/src/state/secrets.js'),
  typeof import('../../deploy/local/src/state/state-folder.js'),
  typeof import('../../deploy/local/launch/progress.mjs'),
];

export async function startOwnPlatform(
  environment: StartPlatformOptions['environment'] & object,
): Promise<OwnPlatform> {
  const files = [
    'platform/data-services',
    'platform/start-platform',
    'process/guard',
    'process/ports',
    'state/secrets',
  ];
  const modules = await Promise.all([...files, 'state/state-folder'].map((file) => built(`src/${file}.js`)));
  const progressModule: unknown = await import(join(root, 'deploy/local/launch/progress.mjs'));
  const [data, start, guards, port, secret, folders, progress] = [...modules, progressModule] as Modules;
  const state = new folders.StateFolder(mkdtempSync(join(tmpdir(), 'faregate-own-')));
  const guard = new guards.Guard();
  for (const folder of state.folders) guard.folder(folder);
  const secrets = new secret.Secrets(state.file('secrets.json'));
  const needs = { root, state, guard, secrets, ports: new port.Ports(), progress: progress.createProgress() };
  const services = await data.DataServices.start(needs);
  services.watch(() => undefined);
  const { databaseUrl, rabbitmqUrl } = services;
  const platform = await start.startPlatform({ databaseUrl, rabbitmqUrl, environment });
  const stop = async (): Promise<void> => {
    await platform.stop();
    await services.stop();
    state.remove();
    await guard.done();
  };
  return { platform, killBroker: () => killBroker(services), killBackend: () => killBackend(databaseUrl), stop };
}

function killBroker({ broker }: DataServices): void {
  if (broker && broker.pid > 0) process.kill(broker.pid, 'SIGKILL');
}

async function killBackend(url: string): Promise<void> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
     order by state = 'active' desc, query_start desc limit 1`,
  );
  if (rows[0]) process.kill(rows[0].pid, 'SIGKILL');
  await client.end().catch(() => undefined);
}
