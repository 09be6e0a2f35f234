import { once } from 'node:events';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Readiness } from '../operation/readiness.js';

const logger = new Logger('Shutdown');

export interface DrainTimes {
  /** Longest time to finish what runs. */
  readonly graceMs: number;
  /** Before that: longest time in which callers are let go of their kept connections. */
  readonly lingerMs: number;
}

/**
 * Drains on SIGTERM and SIGINT and ends the process: 0 when all ended in time, else 1. A second signal changes
 * nothing.
 */
export function shutdownOnSignals(app: NestFastifyApplication, times: DrainTimes): void {
  let stopping = false;
  const mostMs = times.lingerMs + times.graceMs;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.log(`${signal}: draining, at most ${mostMs} ms`);
    const deadline = setTimeout(() => {
      logger.error('work was still running when the time was over');
      process.exit(1);
    }, mostMs);
    drain(app, times).then(
      () => {
        clearTimeout(deadline);
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ msg: 'draining failed', err: error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}

/**
 * Not ready → no new connections, callers leave the kept ones → running requests end → (in `app.close()`) jobs stop,
 * consumers hand back what was not started and finish what runs → relay and pools. Requests without end (event streams)
 * are cut after half of the time.
 */
export async function drain(app: NestFastifyApplication, { graceMs, lingerMs }: DrainTimes): Promise<void> {
  app.get(Readiness).stop();
  const server = app.getHttpAdapter().getInstance();
  if (lingerMs > 0) await linger(server.server, lingerMs);
  const cut = setTimeout(() => server.server.closeAllConnections(), graceMs / 2);
  const sweep = setInterval(() => server.server.closeIdleConnections(), 100);
  try {
    await server.close();
  } finally {
    clearTimeout(cut);
    clearInterval(sweep);
  }
  await app.close();
}

/**
 * Closing a kept connection may meet a request on its way, which then fails and may not be repeated. So the other side
 * leaves first: each answer from now on says `connection: close`, and idle connections of our clients end after 10 s.
 */
async function linger(server: NetServer, lingerMs: number): Promise<void> {
  const allLeft = once(server, 'close');
  // Not the HTTP server's own close, which ends idle connections.
  NetServer.prototype.close.call(server);
  await Promise.race([allLeft, sleep(lingerMs, undefined, { ref: false })]);
}
