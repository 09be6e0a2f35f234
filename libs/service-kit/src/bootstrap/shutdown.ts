import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Readiness } from '../operation/readiness.js';

const logger = new Logger('Shutdown');

/**
 * Drains on SIGTERM and SIGINT and ends the process: 0 when all ended in time, else 1. A second signal changes
 * nothing.
 */
export function shutdownOnSignals(app: NestFastifyApplication, graceMs: number): void {
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.log(`${signal}: draining, at most ${graceMs} ms`);
    const deadline = setTimeout(() => {
      logger.error('work was still running when the time was over');
      process.exit(1);
    }, graceMs);
    drain(app, graceMs).then(
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
 * Not ready → no new HTTP, running requests end → (in `app.close()`) jobs stop, consumers hand back what was not
 * started and finish what runs → relay and pools. Requests without end (event streams) are cut after half of the time.
 */
export async function drain(app: NestFastifyApplication, graceMs: number): Promise<void> {
  app.get(Readiness).stop();
  const server = app.getHttpAdapter().getInstance();
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
