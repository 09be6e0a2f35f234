import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../../launch/progress.mjs';
import { onPath } from '../process/on-path.js';

/** RabbitMQ's own start script and the Erlang port mapper beside its Erlang. */
export interface RabbitPrograms {
  server: string;
  epmd: string;
}

/** Where the real scripts lie. Debian and RPM put a wrapper on the path that only runs as their own account. */
const KNOWN = [
  '/usr/lib/rabbitmq/bin/rabbitmq-server',
  '/opt/rabbitmq/sbin/rabbitmq-server',
  '/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server',
  '/usr/local/opt/rabbitmq/sbin/rabbitmq-server',
];

/** What is installed, or undefined when there is no RabbitMQ on this machine. */
export function findRabbit(): RabbitPrograms | undefined {
  const inPath = onPath('rabbitmq-server');
  const server = KNOWN.find(existsSync) ?? (inPath && basename(inPath) === 'rabbitmq-server' ? inPath : undefined);
  return server === undefined ? undefined : { server, epmd: findEpmd() };
}

function findEpmd(): string {
  const erl = onPath('erl');
  const near = erl === undefined ? [] : [join(dirname(erl), 'epmd')];
  const found =
    onPath('epmd') ??
    [...near, '/opt/homebrew/opt/erlang/lib/erlang/bin/epmd', '/usr/local/opt/erlang/lib/erlang/bin/epmd'].find(
      existsSync,
    );
  if (found === undefined)
    throw new Failure("RabbitMQ is installed, but Erlang's epmd was not found. Install Erlang's base package.");
  return found;
}
