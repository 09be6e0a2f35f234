import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { connectMessaging } from '#messaging';
import type { EdgeConfig } from '../config/common-environment.js';
import { ServiceLogger } from '../logging/service-logger.js';
import { openApiDocument } from '../openapi/document.js';
import { Metrics } from '../operation/metrics.js';
import { addOwnChecks } from '../operation/own-checks.js';
import { registerHealthRoutes, registerMetricsRoute } from '../operation/operation.routes.js';
import { Parts } from '../operation/parts.js';
import { Readiness } from '../operation/readiness.js';
import { createAdapter, registerHooks } from '../server/http-server.js';
import { unprefixedPaths } from '../server/route-options.js';
import { ServiceKitModule } from './service-kit.module.js';
import type { ServiceOptions } from './service-options.js';

export const PUBLIC_PREFIX = 'paygate/api/v1';

/** Puts a service together as `runService` does, without listening: for it, and for specs of whole services. */
export async function createService<C extends EdgeConfig>(options: ServiceOptions<C>): Promise<NestFastifyApplication> {
  const { name, config, logs } = options;
  const logger = new ServiceLogger({
    service: name,
    level: config.LOG_LEVEL,
    readable: config.NODE_ENV === 'development',
    ...(logs ? { stream: logs } : {}),
  });
  const adapter = createAdapter({ trustedHops: config.TRUSTED_HOPS });
  const app = await NestFactory.create<NestFastifyApplication>(rootOf(options), adapter, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  const server = app.getHttpAdapter().getInstance();
  const [metrics, readiness] = [app.get(Metrics), app.get(Readiness)];
  registerHooks(server, { metrics, stopping: readiness.stopping, debug: logger.pino.isLevelEnabled('debug') });
  registerHealthRoutes(server, readiness);
  if (config.METRICS_PORT === undefined) registerMetricsRoute(server, metrics);
  app.setGlobalPrefix(PUBLIC_PREFIX, { exclude: unprefixedPaths() });
  server.get('/openapi.json', openApiDocument(app, name));
  if (app.get(Parts).transport) connectMessaging(app);
  addOwnChecks(app);
  return app;
}

/** A module of its own, so that the service's and the kit's providers meet in one application. */
function rootOf<C extends EdgeConfig>(options: ServiceOptions<C>): DynamicModule {
  const { module, config } = options;
  const service = 'forRoot' in module ? module.forRoot(config) : module;
  return { module: class RootModule {}, imports: [ServiceKitModule.forRoot(options), service] };
}
