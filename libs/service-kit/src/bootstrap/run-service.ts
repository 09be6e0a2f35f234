import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pendingMigrations, runMigrations } from '#postgres';
import type { EdgeConfig } from '../config/common-environment.js';
import { ServiceLogger } from '../logging/service-logger.js';
import { Metrics } from '../operation/metrics.js';
import { serveMetrics } from '../operation/operation.routes.js';
import { createService } from './create-service.js';
import type { ServiceOptions } from './service-options.js';
import { reseal } from '../secrets/reseal.js';
import { shutdownOnSignals } from './shutdown.js';

/**
 * Runs a service. As the first argument `migrate` brings its database up to date and ends; `reseal` seals its secrets
 * again by the current key and ends (with 1 when some are left for another run). Without one it serves, and refuses to
 * start while migrations are pending. Anything unforeseen ends the process with 1: its supervisor restarts it.
 */
export async function runService<C extends EdgeConfig>(options: ServiceOptions<C>): Promise<void> {
  const logger = loggerOf(options);
  process.on('unhandledRejection', (reason) => die(logger, 'unhandled rejection', reason));
  process.on('uncaughtException', (error) => die(logger, 'uncaught exception', error));
  try {
    switch (process.argv[2]) {
      case 'migrate':
        return await migrate(options, logger);
      case 'reseal':
        return await sealAgain(options, logger);
      default:
        return await serve(options, logger);
    }
  } catch (error) {
    die(logger, 'could not start', error);
  }
}

async function migrate<C extends EdgeConfig>({ config, migrations }: ServiceOptions<C>, logger: ServiceLogger) {
  if (!migrations || !config.DATABASE_URL) return;
  const ran = await runMigrations(config.DATABASE_URL, [...migrations]);
  logger.log(ran.length > 0 ? `migrated: ${ran.join(', ')}` : 'nothing to migrate', 'Migrations');
}

async function sealAgain<C extends EdgeConfig>({ config, sealed = [] }: ServiceOptions<C>, logger: ServiceLogger) {
  const { DATABASE_URL: url, ENCRYPTION_KEYS: keys } = config;
  const { rows, left } = url && keys ? await reseal(url, keys, sealed) : { rows: 0, left: 0 };
  logger.log(`sealed again: ${rows} rows; left that need another key than the first: ${left}`, 'Secrets');
  if (left > 0) process.exitCode = 1;
}

async function serve<C extends EdgeConfig>(options: ServiceOptions<C>, logger: ServiceLogger): Promise<void> {
  const { name, config, migrations } = options;
  if (migrations && config.DATABASE_URL) {
    const pending = await pendingMigrations(config.DATABASE_URL, [...migrations]);
    if (pending.length > 0) throw new Error(`migrations are pending, run "migrate" first: ${pending.join(', ')}`);
  }
  const app = await createService(options);
  shutdownOnSignals(app, { graceMs: config.SHUTDOWN_GRACE_MS, lingerMs: config.SHUTDOWN_LINGER_MS ?? 0 });
  await start(app);
  await app.listen({ port: config.PORT, host: config.HOST });
  if (config.METRICS_PORT) serveMetrics(app.get(Metrics), config.METRICS_PORT, config.HOST);
  logger.log(`${name} listens on ${config.HOST}:${config.PORT}`, 'Service');
}

/** Consumers attach before the port opens, so that a ready service does all of its work. */
async function start(app: NestFastifyApplication): Promise<void> {
  await app.init();
  await app.startAllMicroservices();
}

function loggerOf<C extends EdgeConfig>({ name, config, logs }: ServiceOptions<C>): ServiceLogger {
  const readable = config.NODE_ENV === 'development';
  const logger = new ServiceLogger({
    service: name,
    level: config.LOG_LEVEL,
    readable,
    ...(logs ? { stream: logs } : {}),
  });
  Logger.overrideLogger(logger);
  return logger;
}

function die(logger: ServiceLogger, what: string, error: unknown): never {
  logger.fatal({ msg: what, err: error }, 'Service');
  process.exit(1);
}
