import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { Database } from '#postgres';
import { AccessGuard } from '../access/access.guard.js';
import { AccessTokens, EndedSessions } from '../access/access-tokens.js';
import { KeySet } from '../access/key-set.js';
import { ServiceCredentials } from '../access/service-credentials.js';
import { EnvelopeInterceptor } from '../answers/envelope.interceptor.js';
import { ErrorFilter } from '../answers/error.filter.js';
import { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { IdempotencyPurgeJob } from '../idempotency/idempotency-purge.job.js';
import { idempotencyMigrations } from '../idempotency/index.js';
import { InternalClients } from '../internal/internal-clients.js';
import { DeadLettersController } from '../operation/dead-letters.controller.js';
import { Metrics } from '../operation/metrics.js';
import { partsProvider } from '../operation/parts.js';
import { Readiness } from '../operation/readiness.js';
import { StrictValidationPipe } from '../validation/validation.pipe.js';
import type { ServiceOptions } from './service-options.js';

/** What every service has: who is asking, strict input, one manner of answering, clients, idempotency, health. */
@Global()
@Module({})
export class ServiceKitModule {
  static forRoot(options: ServiceOptions): DynamicModule {
    const hasDatabase = options.migrations !== undefined;
    const hasKeys = options.migrations?.some((one) => idempotencyMigrations.includes(one as never)) ?? false;
    const providers = [...shared(options), ...(hasKeys ? keyed() : [])];
    return {
      module: ServiceKitModule,
      global: true,
      providers: [...providers, ...global()],
      controllers: hasDatabase ? [DeadLettersController] : [],
      exports: providers.map(tokenOf),
    };
  }
}

function shared({ name, config }: ServiceOptions): Provider[] {
  return [
    {
      provide: ServiceCredentials,
      useFactory: () =>
        new ServiceCredentials(name, config.INTERNAL_SECRET, undefined, config.INTERNAL_SECRET_ALSO || undefined),
    },
    { provide: KeySet, useFactory: () => new KeySet(new URL('/.well-known/jwks.json', config.AUTH_URL).href) },
    {
      provide: AccessTokens,
      useFactory: (keys: KeySet, ended?: EndedSessions) => new AccessTokens(keys, ended),
      inject: [KeySet, { token: EndedSessions, optional: true }],
    },
    { provide: Readiness, useFactory: () => new Readiness(name) },
    { provide: Metrics, useFactory: () => new Metrics(name) },
    InternalClients,
    partsProvider,
  ];
}

function keyed(): Provider[] {
  return [
    { provide: IdempotencyKeys, useFactory: (database: Database) => new IdempotencyKeys(database), inject: [Database] },
    IdempotencyPurgeJob,
  ];
}

function global(): Provider[] {
  return [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ErrorFilter },
    { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
    { provide: APP_PIPE, useClass: StrictValidationPipe },
  ];
}

function tokenOf(provider: Provider) {
  return typeof provider === 'object' ? provider.provide : provider;
}
