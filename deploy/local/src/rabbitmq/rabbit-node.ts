import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'amqplib';
import { Failure } from '../../launch/progress.mjs';
import { type Account, unprivileged } from '../process/account.js';
import { Daemon } from '../process/daemon.js';
import type { Guard } from '../process/guard.js';
import { isListenedOn } from '../process/ports.js';
import type { StateFolder } from '../state/state-folder.js';
import { tailOf } from '../state/tail.js';
import type { Broker, ControlTool } from './broker.js';
import { writeRabbitFiles } from './files.js';
import type { RabbitPrograms } from './find.js';

export interface RabbitOptions {
  programs: RabbitPrograms;
  state: StateFolder;
  guard: Guard;
  ports: { amqp: number; distribution: number; epmd: number };
  password: string;
  cookie: string;
}

export const RABBIT_USER = 'faregate';
const START_MS = 90_000;
const STOP_MS = 4_000;
const EPMD_MS = 3_000;

/** A private RabbitMQ node on 127.0.0.1 with a node name, ports, cookie, epmd, settings and data folder of its own. */
export class RabbitNode implements Broker {
  private server: Daemon | undefined;
  private epmd: Daemon | undefined;
  private readonly account: Account | undefined;
  private readonly folder: string;
  private readonly logFile: string;

  constructor(private readonly options: RabbitOptions) {
    this.account = unprivileged('rabbitmq');
    this.folder = options.state.dataFolder('rabbitmq', this.account);
    this.logFile = options.state.log('rabbitmq');
  }

  get url(): string {
    return `amqp://${RABBIT_USER}:${this.options.password}@127.0.0.1:${this.options.ports.amqp}`;
  }

  get pid(): number {
    return this.server?.pid ?? 0;
  }

  get crashed(): boolean {
    return this.server?.exit !== undefined;
  }

  get control(): ControlTool | undefined {
    const command = join(dirname(this.options.programs.server), 'rabbitmqctl');
    if (!existsSync(command)) return undefined;
    const as = this.account ? { uid: this.account.uid, gid: this.account.gid } : {};
    return { command, args: [], options: { cwd: '/', env: this.environment(), ...as } };
  }

  async run(): Promise<void> {
    const { password, cookie, ports } = this.options;
    writeRabbitFiles({
      folder: this.folder,
      account: this.account,
      port: ports.amqp,
      user: RABBIT_USER,
      password,
      cookie,
    });
    await this.mapPorts();
    this.server = this.daemon(this.options.programs.server, []);
    await this.takesConnections(this.server);
  }

  async stop(): Promise<void> {
    await this.server?.stop(STOP_MS);
    await this.epmd?.stop(1_000);
  }

  /** Our own epmd, up before Erlang looks for one: it would start one that outlives everything. */
  private async mapPorts(): Promise<void> {
    if (this.epmd !== undefined && this.epmd.exit === undefined) return;
    const { programs, ports } = this.options;
    this.epmd = this.daemon(programs.epmd, ['-port', String(ports.epmd), '-address', '127.0.0.1'], true);
    const until = Date.now() + EPMD_MS;
    while (Date.now() < until && !(await isListenedOn(ports.epmd))) await pause(20);
  }

  private daemon(command: string, args: readonly string[], stopsLast = false): Daemon {
    const { guard } = this.options;
    return new Daemon({
      command,
      args,
      env: this.environment(),
      account: this.account,
      cwd: '/',
      logFile: this.logFile,
      stopSignal: 'TERM',
      stopsLast,
      guard,
    });
  }

  private environment(): Record<string, string> {
    const { state, ports, programs } = this.options;
    const at = (name: string): string => join(this.folder, name);
    return {
      HOME: this.folder,
      LANG: 'C.UTF-8',
      LC_ALL: 'C.UTF-8',
      PATH: [
        dirname(programs.epmd),
        dirname(programs.server),
        '/usr/local/bin',
        '/opt/homebrew/bin',
        '/usr/bin',
        '/bin',
      ].join(':'),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_EPMD_PORT: String(ports.epmd),
      RABBITMQ_NODENAME: `faregate-${state.id}@localhost`,
      RABBITMQ_DIST_PORT: String(ports.distribution),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      RABBITMQ_CONF_ENV_FILE: at('rabbitmq-env.conf'),
      RABBITMQ_CONFIG_FILE: at('rabbitmq.conf'),
      RABBITMQ_ADVANCED_CONFIG_FILE: at('advanced.config'),
      RABBITMQ_ENABLED_PLUGINS_FILE: at('enabled_plugins'),
      RABBITMQ_GENERATED_CONFIG_DIR: at('config'),
      RABBITMQ_PLUGINS_EXPAND_DIR: at('plugins'),
      RABBITMQ_MNESIA_BASE: at('data'),
      RABBITMQ_LOG_BASE: at('log'),
      RABBITMQ_PID_FILE: at('pid'),
    };
  }

  private async takesConnections(server: Daemon): Promise<void> {
    const until = Date.now() + START_MS;
    while (Date.now() < until && server.exit === undefined) {
      if (await takesConnections(this.url)) return;
      await pause(150);
    }
    throw new Failure(`RabbitMQ did not start. Its log (${this.logFile}) ends with:\n\n${tailOf(this.logFile)}`);
  }
}

/** True when a connection can be opened with these credentials. */
export async function takesConnections(url: string): Promise<boolean> {
  try {
    const connection = await connect(url, { timeout: 5_000 });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}
