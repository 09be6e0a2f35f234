import { execFile, type ExecFileOptions } from 'node:child_process';
import { promisify } from 'node:util';

/** How RabbitMQ's own command line tool is run against the broker of the tests. */
export interface RabbitmqctlCall {
  readonly command: string;
  /** Before those of the call. */
  readonly args: readonly string[];
  readonly options: ExecFileOptions;
}

interface Environment {
  /** A `RabbitmqctlCall` as JSON. */
  TEST_RABBITMQCTL?: string | undefined;
}

const TIMEOUT_MS = 30_000;

/** False with servers that were given: a spec that needs it skips then and says so. */
export function rabbitmqctlReached(environment: Environment = process.env): boolean {
  return Boolean(environment.TEST_RABBITMQCTL);
}

/** Runs it and gives what it prints. It takes a second or two. */
export async function rabbitmqctl(...args: readonly string[]): Promise<string> {
  const { TEST_RABBITMQCTL: call } = process.env as Environment;
  if (!call) throw new Error("The tests can't reach the inside of the broker that they were given.");
  const { command, args: before, options } = JSON.parse(call) as RabbitmqctlCall;
  const limits = { encoding: 'utf8', timeout: TIMEOUT_MS } as const;
  const { stdout } = await promisify(execFile)(command, [...before, ...args], { ...options, ...limits });
  return stdout;
}
