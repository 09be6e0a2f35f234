import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import type { DataServices } from '../../deploy/local/src/platform/data-services.js';
import type { RunningPlatform, StartPlatformOptions } from '../../deploy/local/src/platform/start-platform.js';
import type { Guard } from '../../deploy/local/src/process/guard.js';
import { ProcessFaults } from './process-faults.js';
import { TcpProxy } from './tcp-proxy.js';

const above = resolve(import.meta.dirname, '../..');
/** The checkout, from this file's place in the sources or in dist/. */
const root = above.endsWith('/dist') ? resolve(above, '..') : above;
const built = async <T>(path: string): Promise<T> => (await import(join(root, 'dist/deploy/local', path))) as T;

/** A platform on data services of its own, so that a test may kill any part of it. */
export interface OwnPlatform {
  readonly root: string;
  readonly platform: RunningPlatform;
  readonly data: DataServices;
  readonly guard: Guard;
  /** Where temporary files of the run belong. */
  readonly folder: string;
  /** Between the services and the broker, and between the services and PostgreSQL. */
  readonly ways: { readonly broker: TcpProxy; readonly postgres: TcpProxy };
  readonly processes: ProcessFaults;
  /** Ends the broker at once; it is started again by who looks after it. */
  killBroker(): void;
  /** Ends one PostgreSQL server process that serves a service: the server drops every connection and recovers. */
  killBackend(): Promise<void>;
  stop(): Promise<void>;
}

export interface OwnPlatformOptions {
  /** Data services that end are started again by themselves; true unless told. */
  readonly watch?: boolean;
  /** Says nothing of what it does. */
  readonly quiet?: boolean;
  readonly logFolder?: string;
  /** On the servers of the test run (TEST_DATABASE_URL, TEST_RABBITMQ_URL), which must not be killed then. */
  readonly sharedServers?: boolean;
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
  { watch = true, quiet = false, logFolder, sharedServers = false }: OwnPlatformOptions = {},
): Promise<OwnPlatform> {
  const [data, start, guards, port, secret, folders, progress] = await modules();
  const state = new folders.StateFolder(mkdtempSync(join(tmpdir(), 'faregate-own-')));
  const guard = new guards.Guard();
  for (const folder of state.folders) guard.folder(folder);
  const secrets = new secret.Secrets(state.file('secrets.json'));
  const lines = progress.createProgress(...(quiet ? [() => undefined] : []));
  const needs = { root, state, guard, secrets, ports: port.Ports.ofThisProcess(), progress: lines };
  const services = await data.DataServices.start({ ...needs, ...(sharedServers ? serversOfRun() : {}) });
  if (watch) services.watch(() => undefined);
  const ways = { broker: await TcpProxy.to(services.rabbitmqUrl), postgres: await TcpProxy.to(services.databaseUrl) };
  mkdirSync(state.file('faults'));
  const processes = new ProcessFaults(root, state.file('faults'));
  const platform = await lines.step('Starting the services', () =>
    start.startPlatform({
      databaseUrl: ways.postgres.through(services.databaseUrl),
      rabbitmqUrl: ways.broker.through(services.rabbitmqUrl),
      environment: { NODE_OPTIONS: processes.nodeOptions, ...environment },
      ...(logFolder ? { logFolder } : {}),
    }),
  );
  const stop = async (): Promise<void> => {
    await platform.stop();
    await Promise.all([ways.broker.close(), ways.postgres.close()]);
    await services.stop();
    state.remove();
    await guard.done();
  };
  return {
    ...{ root, platform, data: services, guard, folder: state.path, ways, processes, stop },
    killBroker: () => killBroker(services),
    killBackend: () => killBackend(services.databaseUrl),
  };
}

const serversOfRun = () => ({
  databaseUrl: process.env['TEST_DATABASE_URL'],
  rabbitmqUrl: process.env['TEST_RABBITMQ_URL'],
});

async function modules(): Promise<Modules> {
  const files = ['platform/data-services', 'platform/start-platform', 'process/guard', 'process/ports'];
  const all = [...files, 'state/secrets', 'state/state-folder'].map((file) => built(`src/${file}.js`));
  const progress: unknown = await import(join(root, 'deploy/local/launch/progress.mjs'));
  return [...(await Promise.all(all)), progress] as Modules;
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
