import { setTimeout as pause } from 'node:timers/promises';
import type { Channel } from 'amqplib';
import { connect } from 'amqplib';
import pg from 'pg';
import type { ServiceName } from '../../deploy/local/src/platform/services.js';
import type { Merchant } from '../support/actors.js';
import type { HttpClient } from '../support/http-client.js';
import type { OwnPlatform } from '../support/own-platform.js';
import type { SimulatorControl } from '../support/simulator-control.js';
import type { WebhookSink } from '../support/webhook-sink.js';
import type { BrokerHand } from './hands/broker-hand.js';
import type { PostgresHand } from './hands/postgres-hand.js';
import { must } from './must.js';

/** A service on a cold, busy machine whose data services were just killed too. */
const BACK_MS = 60_000;
/** Under load a service comes to each of its places within a moment. */
const DIES_WITHIN_MS = 10_000;

/** Everything that a fault can reach. */
export interface FireParts {
  readonly own: OwnPlatform;
  readonly api: HttpClient;
  readonly provider: SimulatorControl;
  readonly sink: WebhookSink;
  readonly merchant: Merchant;
  readonly broker: BrokerHand;
  readonly postgres: PostgresHand;
  readonly random: () => number;
}

/** What faults are made with, and where they say what should not have happened. */
export class Fire {
  /** What a fault itself found wrong, beside the promises. */
  readonly unexpected: string[] = [];

  constructor(readonly parts: FireParts) {}

  get namespace(): string {
    return this.parts.own.platform.namespace;
  }

  wait(ms: number): Promise<void> {
    return pause(ms);
  }

  /** `kill -9`, and waits until it is back. */
  async kill(service: ServiceName): Promise<void> {
    this.parts.own.platform.kill9(service);
    await this.back(service);
  }

  /**
   * Makes it die at one of these places in each of its next lives, beginning now, and waits until it is over that.
   * Throws when it did not die.
   */
  async killAt(service: ServiceName, points: readonly string[], lives = 1): Promise<void> {
    const { processes } = this.parts.own;
    processes.dieAt(service, points, lives);
    try {
      const deaths = await this.diesUntil(service, (n) => n >= lives, lives * DIES_WITHIN_MS);
      must(deaths >= lives, `${service} came to ${points.join(', ')} ${deaths} times of ${lives}`);
    } finally {
      processes.forgive(service);
      await this.back(service);
    }
  }

  /** Starts the service whenever it has died, until that is over or took too long; gives how often that was. */
  async diesUntil(service: ServiceName, isOver: (deaths: number) => boolean | Promise<boolean>, withinMs: number) {
    const { platform } = this.parts.own;
    const until = Date.now() + withinMs;
    let deaths = 0;
    while (!(await isOver(deaths)) && Date.now() < until) {
      await pause(50);
      if (platform.pid(service) > 0) continue;
      deaths += 1;
      // Not awaited: it may die before it is ready.
      if (!(await isOver(deaths))) void platform.restart(service).catch(() => undefined);
    }
    return deaths;
  }

  /** Waits until the service is ready, and starts it without the supervisor's back-off when it is down. */
  async back(service: ServiceName): Promise<void> {
    const { platform } = this.parts.own;
    await pause(100);
    const until = Date.now() + BACK_MS;
    while (Date.now() < until) {
      if (platform.pid(service) === 0) await platform.restart(service).catch(() => undefined);
      if (await this.isReady(service)) return;
      await pause(100);
    }
    this.unexpected.push(`${service} was not ready again within ${BACK_MS / 1_000} s`);
  }

  /** Sends a signal to the service's process; throws when it is down. */
  signal(service: ServiceName, signal: NodeJS.Signals): void {
    const pid = this.parts.own.platform.pid(service);
    must(pid > 0, `${service} is down`);
    process.kill(pid, signal);
  }

  /** These stand still while `work` runs; it is told of the processes that are stopped. */
  async whileStopped(services: readonly ServiceName[], work: () => Promise<void>): Promise<void> {
    for (const service of services) this.signal(service, 'SIGSTOP');
    try {
      await work();
    } finally {
      for (const service of services) this.signal(service, 'SIGCONT');
    }
  }

  /** A connection as the server's owner to one service's database, past the proxy. */
  async sql<T>(service: ServiceName, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const { platform, data } = this.parts.own;
    const url = new URL(data.databaseUrl);
    url.pathname = new URL(platform.databaseUrl(service)).pathname;
    const client = new pg.Client({ connectionString: url.href, application_name: 'chaos' });
    client.on('error', () => undefined);
    await client.connect();
    return await work(client).finally(() => client.end().catch(() => undefined));
  }

  /** A confirm channel at the broker, past the proxy. */
  async amqp<T>(work: (channel: Channel & { waitForConfirms(): Promise<void> }) => Promise<T>): Promise<T> {
    const connection = await connect(this.parts.own.data.rabbitmqUrl);
    connection.on('error', () => undefined);
    try {
      const channel = await connection.createConfirmChannel();
      channel.on('error', () => undefined);
      return await work(channel);
    } finally {
      await connection.close().catch(() => undefined);
    }
  }

  /** The platform must take an order now, whatever is broken. */
  async mustTakeOrders(while_: string): Promise<void> {
    const asked = performance.now();
    const answer = await this.parts.merchant.key.post('orders/', { amount: '5.00' }).catch((error: Error) => error);
    const ms = Math.round(performance.now() - asked);
    const how = answer instanceof Error ? answer.message : String(answer.status);
    if (how !== '201' || ms > 5_000) this.unexpected.push(`an order was answered ${how} after ${ms} ms ${while_}`);
  }

  /** Waits until the service's process has ended; false when it has not within this time. */
  async gone(service: ServiceName, withinMs: number): Promise<boolean> {
    const { platform } = this.parts.own;
    const pid = platform.pid(service);
    const until = Date.now() + withinMs;
    while (platform.pid(service) === pid && Date.now() < until) await pause(25);
    return platform.pid(service) !== pid;
  }

  private async isReady(service: ServiceName): Promise<boolean> {
    try {
      const url = `${this.parts.own.platform.url(service)}/readyz`;
      return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  }
}

/**
 * One way to hurt the platform. It heals what it broke before it returns, and throws when it could not do what it says:
 * then it is not counted, and the run fails.
 */
export interface Fault {
  /** The numbers of faults-and-attacks that it stands for. */
  readonly covers: readonly string[];
  /** What is done, in words. */
  readonly how: string;
  strike(fire: Fire): Promise<void>;
  /** Why it can't be done on this machine. */
  unavailable?(fire: Fire): string | undefined;
}
