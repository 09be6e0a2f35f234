import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../launch/progress.mjs';
import type { Guard } from '../process/guard.js';
import { run } from '../process/run.js';
import type { StateFolder } from '../state/state-folder.js';
import type { Broker, ControlTool } from './broker.js';
import { RABBIT_USER, takesConnections } from './rabbit-node.js';

export interface RabbitContainerOptions {
  state: StateFolder;
  guard: Guard;
  port: number;
  password: string;
}

const IMAGE = 'rabbitmq:4';
const START_MS = 120_000;

/** True when a Docker engine answers. */
export async function dockerAnswers(): Promise<boolean> {
  const ask = run('docker', ['version', '--format', '{{.Server.Version}}']);
  const { status } = await Promise.race([ask, pause(5_000, { status: 1 }, { ref: false })]);
  return status === 0;
}

/** A private RabbitMQ in a container, its port on 127.0.0.1 only, its data in a volume named after the state folder. */
export class RabbitContainer implements Broker {
  readonly pid = 0;
  readonly crashed = false;
  private readonly name: string;

  constructor(private readonly options: RabbitContainerOptions) {
    this.name = containerName(options.state);
  }

  get url(): string {
    return `amqp://${RABBIT_USER}:${this.options.password}@127.0.0.1:${this.options.port}`;
  }

  get control(): ControlTool {
    return { command: 'docker', args: ['exec', this.name, 'rabbitmqctl'], options: {} };
  }

  async run(): Promise<void> {
    const { state, port, password, guard } = this.options;
    const environment = state.file('rabbitmq.env');
    writeFileSync(environment, `RABBITMQ_DEFAULT_USER=${RABBIT_USER}\nRABBITMQ_DEFAULT_PASS=${password}\n`, {
      mode: 0o600,
    });
    guard.allow();
    await run('docker', ['rm', '-f', this.name]);
    guard.container(this.name);
    const where = ['-p', `127.0.0.1:${port}:5672`, '-v', `${this.name}:/var/lib/rabbitmq`, '--hostname', 'faregate'];
    const { status, output } = await run('docker', [
      'run',
      '-d',
      '--rm',
      '--name',
      this.name,
      ...where,
      '--env-file',
      environment,
      IMAGE,
    ]);
    if (status !== 0) throw new Failure(`Docker could not run RabbitMQ:\n\n${output}`);
    await this.takesConnections();
  }

  async stop(): Promise<void> {
    await run('docker', ['stop', '--time', '4', this.name]);
    this.options.guard.drop(this.name);
  }

  private async takesConnections(): Promise<void> {
    const until = Date.now() + START_MS;
    while (Date.now() < until) {
      if (await takesConnections(this.url)) return;
      await pause(300);
    }
    const { output } = await run('docker', ['logs', '--tail', '15', this.name]);
    throw new Failure(`RabbitMQ did not start in its container:\n\n${output}`);
  }
}

/** Removes the volume of a state folder; harmless where there is none. */
export async function removeVolume(state: StateFolder): Promise<void> {
  await run('docker', ['volume', 'rm', '-f', containerName(state)]);
}

const containerName = (state: StateFolder): string => `faregate-${state.id}`;
