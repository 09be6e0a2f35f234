import { execFile } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Broker } from '../../../deploy/local/src/rabbitmq/broker.js';

/** What a node that runs as a process here knows of itself; a broker in a container has none of it. */
interface NodeInside {
  readonly folder: string;
}

const STOP_MS = 20_000;
const TRIES = 3;
const CONTROL_MS = 30_000;

/** Ends, starts, empties and squeezes the private broker of a run. */
export class BrokerHand {
  constructor(private readonly broker: Broker | undefined) {}

  /** Why the broker can't be killed here. */
  get outOfReach(): string | undefined {
    return this.broker && this.broker.pid > 0 ? undefined : 'the broker is not a process of this machine';
  }

  /** Why its data can't be deleted and its memory alarm not be raised. */
  get closed(): string | undefined {
    if (this.outOfReach) return this.outOfReach;
    return this.broker?.control ? undefined : 'rabbitmqctl is not beside rabbitmq-server';
  }

  async crash(): Promise<void> {
    await this.end('SIGKILL');
    await this.start();
  }

  async restart(): Promise<void> {
    await this.end('SIGTERM');
    await this.start();
  }

  /** It is not there while `work` runs. */
  async away(work: () => Promise<void>): Promise<void> {
    await this.end('SIGKILL');
    try {
      await work();
    } finally {
      await this.start();
    }
  }

  /** Everything that it had on disk is gone when it comes back. */
  async lose(): Promise<void> {
    await this.end('SIGKILL');
    const data = join(this.inside.folder, 'data');
    for (const name of readdirSync(data)) rmSync(join(data, name), { recursive: true, force: true });
    await this.start();
  }

  /** Publishers are blocked while `work` runs. */
  async whileAlarmed(work: () => Promise<void>): Promise<void> {
    await this.rabbitmqctl('set_vm_memory_high_watermark', '0.0000001');
    try {
      await work();
    } finally {
      await this.rabbitmqctl('set_vm_memory_high_watermark', '0.4');
    }
  }

  /** Leaves quorum queues listed and without the process that serves them, as a restart after a kill sometimes does. */
  async stopServing(queues: readonly string[]): Promise<void> {
    for (const queue of queues)
      await this.rabbitmqctl('eval', `ok = ra:stop_server(quorum_queues, {'%2F_${queue}', node()}).`);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { broker } = this;
    if (!broker || broker.pid === 0) return;
    process.kill(-broker.pid, signal);
    const until = Date.now() + STOP_MS;
    while (!broker.crashed && Date.now() < until) await pause(50);
    if (!broker.crashed) process.kill(-broker.pid, 'SIGKILL');
    while (!broker.crashed) await pause(50);
  }

  private async start(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.broker?.run();
      } catch (error) {
        if (attempt === TRIES) throw error;
      }
    }
  }

  private async rabbitmqctl(...args: string[]): Promise<void> {
    const control = this.broker?.control;
    if (!control) throw new Error(this.closed);
    const options = { ...control.options, timeout: CONTROL_MS };
    await promisify(execFile)(control.command, [...control.args, ...args], options);
  }

  private get inside(): NodeInside {
    return this.broker as unknown as NodeInside;
  }
}
