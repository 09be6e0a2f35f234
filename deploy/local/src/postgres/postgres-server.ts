import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Failure } from '../../launch/progress.mjs';
import { type Account, unprivileged } from '../process/account.js';
import { Daemon } from '../process/daemon.js';
import type { Guard } from '../process/guard.js';
import type { StateFolder } from '../state/state-folder.js';
import { tailOf } from '../state/tail.js';
import { type Binaries, findBinaries } from './binaries.js';
import { endLeftover, initialise, SUPERUSER } from './cluster.js';
import { settings } from './settings.js';

export interface PostgresOptions {
  root: string;
  state: StateFolder;
  guard: Guard;
  port: number;
  password: string;
}

/** A first start on a slow disk creates a gigabyte of write-ahead log; after a crash there is recovery. */
const START_MS = 60_000;
const STOP_MS = 4_000;

/**
 * A private PostgreSQL on 127.0.0.1, in the state folder; as root it runs as another account, since it refuses to run
 * as root.
 */
export class PostgresServer {
  private daemon: Daemon | undefined;

  private constructor(
    private readonly options: PostgresOptions,
    private readonly account: Account | undefined,
    private readonly binaries: Binaries,
    private readonly folder: string,
  ) {}

  /** Creates the cluster when there is none yet, starts the server and waits until it answers. */
  static async start(options: PostgresOptions): Promise<PostgresServer> {
    const account = unprivileged('postgres');
    const binaries = findBinaries(options.root, options.state, account);
    const folder = options.state.dataFolder('postgres', account);
    await initialise({ ...binaries, folder, account, password: options.password });
    await endLeftover(folder);
    const server = new PostgresServer(options, account, binaries, folder);
    await server.run();
    return server;
  }

  /** The superuser's URL of the maintenance database. */
  get url(): string {
    return `postgres://${SUPERUSER}:${this.options.password}@127.0.0.1:${this.options.port}/postgres`;
  }

  get pid(): number {
    return this.daemon?.pid ?? 0;
  }

  get crashed(): boolean {
    return this.daemon?.exit !== undefined;
  }

  async run(): Promise<void> {
    const logFile = this.options.state.log('postgres');
    this.daemon = new Daemon({
      command: `${this.binaries.bin}/postgres`,
      args: ['-D', this.folder, ...settings(this.options.port)],
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
      account: this.account,
      cwd: '/',
      logFile,
      stopSignal: 'INT',
      guard: this.options.guard,
    });
    await this.answers(this.daemon, logFile);
  }

  async stop(): Promise<void> {
    await this.daemon?.stop(STOP_MS);
  }

  private async answers(daemon: Daemon, logFile: string): Promise<void> {
    const until = Date.now() + START_MS;
    while (Date.now() < until && daemon.exit === undefined) {
      if (await answers(this.url)) return;
      await pause(50);
    }
    throw new Failure(`PostgreSQL did not start. Its log (${logFile}) ends with:\n\n${tailOf(logFile)}`);
  }
}

/** True when a connection can be made and used. */
export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
