import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pendingMigrations, runMigrations } from '#postgres';
import type { EdgeConfig } from '../config/common-environment.js';
import { ServiceLogger } from '../logging/service-logger.js';
import { Metrics } from '../operation/metrics.js';
import { serveMetrics } from '../operation/operation.routes.js';
import { createService } from './create-service.js';
import type { ServiceOptions } from './service-options.js';
import { shutdownOnSignals } from './shutdown.js';

/**
 * Runs a service: `migrate` as the first argument brings its database up to date and ends; without it the service
 * serves, and refuses to start while migrations are pending. Anything unforeseen ends the process with 1: its
 * supervisor restarts it.
 */
export async function runService<C extends EdgeConfig>(options: ServiceOptions<C>): Promise<void> {
  const logger = loggerOf(options);
  process.on('unhandledRejection', (reason) => die(logger, 'unhandled rejection', reason));
  process.on('uncaughtException', (error) => die(logger, 'uncaught exception', error));
  try {
    if (process.argv[2] === 'migrate') await migrate(options, logger);
    else await serve(options, logger);
  } catch (error) {
    die(logger, 'could not start', error);
  }
}

async function migrate<C extends EdgeConfig>({ config, migrations }: ServiceOptions<C>, logger: ServiceLogger) {
  if (!migrations || !config.DATABASE_URL) return;
  const ran = await runMigrations(config.DATABASE_URL, [...migrations]);
  logger.log(ran.length > 0 ? `migrated: ${ran.join(', ')}` : 'nothing to migrate', 'Migrations');
}

async function serve<C extends EdgeConfig>(options: ServiceOptions<C>, logger: ServiceLogger): Promise<void> {
  const { name, config, migrations } = options;
  if (migrations && config.DATABASE_URL) {
    const pending = await pendingMigrations(config.DATABASE_URL, [...migrations]);
    if (pending.length > 0) throw new Error(`migrations are pending, run "migrate" first: ${pending.join(', ')}`);
  }
  const app = await createService(options);
  shutdownOnSignals(app, config.SHUTDOWN_GRACE_MS);
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
