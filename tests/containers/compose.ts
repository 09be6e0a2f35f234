import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { checkout } from '../../deploy/local/src/local.config.js';

const run = promisify(execFile);
const PLAIN = ['docker-compose.yml'];
const WITH_PROVIDER = [...PLAIN, 'deploy/compose/demo.yml', 'deploy/compose/proof.yml'];
const HEALTHY_WITHIN_MS = 300_000;
const MOST_OUTPUT = 64 * 1024 * 1024;

export async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args, { maxBuffer: MOST_OUTPUT })).stdout.trim();
}

type Environment = Readonly<Record<string, string>>;

/** One Compose project of this checkout, driven as an operator would: by Compose 2 where it is, else by 1.29. */
export class Compose {
  private constructor(
    private readonly command: readonly [string, ...string[]],
    readonly project: string,
    private environment: Environment,
    private readonly files: readonly string[],
  ) {}

  /** `environment` goes before what a `.env` of the checkout says; `plain`: without the sandbox provider. */
  static async open(project: string, environment: Environment, plain = false): Promise<Compose> {
    const plugin = await docker('compose', 'version').then(
      () => true,
      () => false,
    );
    const command = plugin ? (['docker', 'compose'] as const) : (['docker-compose'] as const);
    return new Compose(command, project, environment, plain ? PLAIN : WITH_PROVIDER);
  }

  async version(): Promise<string> {
    const [program, ...before] = this.command;
    return (await run(program, [...before, 'version', '--short'])).stdout.trim();
  }

  /** As an operator who edits `.env`: containers made from here on get these. */
  set(environment: Environment): void {
    this.environment = { ...this.environment, ...environment };
  }

  /** What containers get as this variable; '' for none. */
  variable(name: string): string {
    return this.environment[name] ?? '';
  }

  variables(): Environment {
    return this.environment;
  }

  /** Names of all secrets that were given. */
  secrets(): string[] {
    return Object.keys(this.environment).filter((name) => /_(PASSWORD|SECRET|KEYS|KEY)$/.test(name));
  }

  /** `folder`: another checkout, whose files and sources are used instead of ours. */
  async do(args: readonly string[], more: Environment = {}, folder = checkout()): Promise<string> {
    const [program, ...before] = this.command;
    const files = this.files.flatMap((file) => ['-f', file]);
    const whole = [...before, '-p', this.project, ...files, ...args];
    const env = { ...surroundings(), ...this.environment, ...more };
    const { stdout } = await run(program, whole, { cwd: folder, env, maxBuffer: MOST_OUTPUT });
    return stdout;
  }

  /** Ids of a service's running containers, the oldest first. */
  async containers(service: string): Promise<string[]> {
    const labels = [`com.docker.compose.project=${this.project}`, `com.docker.compose.service=${service}`];
    const found = await docker('ps', '-q', '--no-trunc', ...labels.flatMap((label) => ['--filter', `label=${label}`]));
    return found.split('\n').filter(Boolean).reverse();
  }

  async healthy(container: string): Promise<void> {
    const deadline = Date.now() + HEALTHY_WITHIN_MS;
    while ((await docker('inspect', '-f', '{{.State.Health.Status}}', container)) !== 'healthy') {
      if (Date.now() > deadline) throw new Error(`${container} is not healthy:\n${await docker('logs', container)}`);
      await sleep(500);
    }
  }

  /** Adds replicas beside what runs, without touching it, and waits until all are ready. */
  async scale(wanted: Readonly<Record<string, number>>): Promise<void> {
    const scales = Object.entries(wanted).flatMap(([service, count]) => ['--scale', `${service}=${count}`]);
    await this.do(['up', '-d', '--no-deps', '--no-recreate', ...scales, ...Object.keys(wanted)]);
    for (const service of Object.keys(wanted)) {
      for (const container of await this.containers(service)) await this.healthy(container);
    }
  }

  /** Port of this machine that leads to a container's port. */
  async publishedPort(container: string, port: number): Promise<number> {
    const [line = ''] = (await docker('port', container, String(port))).split('\n');
    return Number(line.slice(line.lastIndexOf(':') + 1));
  }
}

const surroundings = (): Record<string, string> => ({
  ...Object.fromEntries(
    ['PATH', 'HOME', 'DOCKER_HOST', 'DOCKER_CONFIG', 'NPM_CONFIG_REGISTRY'].flatMap((name) =>
      process.env[name] ? [[name, process.env[name]]] : [],
    ),
  ),
  // The recipe must not need BuildKit; DOCKER_BUILDKIT=1 tries it with it.
  DOCKER_BUILDKIT: process.env['DOCKER_BUILDKIT'] ?? '0',
  COMPOSE_DOCKER_CLI_BUILD: '0',
});
