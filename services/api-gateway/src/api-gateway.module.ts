import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Clock, SystemClock } from '#kernel';
import { AccessTokens, EndedSessions, InternalClients } from '#service-kit';
import type { ApiGatewayConfig } from './api-gateway.config.js';
import { AdmitRequest } from './application/admit-request.usecase.js';
import { DescribeApi } from './application/describe-api.usecase.js';
import { ListDeadLetters } from './application/list-dead-letters.usecase.js';
import {
  ApiKeys,
  AuditLog,
  ExactLimits,
  MailFolder,
  Peers,
  RateLimits,
  RevokedTokens,
  SharedLimits,
  Tokens,
} from './application/ports.js';
import { ReplayDeadLetter } from './application/replay-dead-letter.usecase.js';
import { ReportSystem } from './application/report-system.usecase.js';
import { AccountRoutes } from './http/account.routes.js';
import { DeadLettersController } from './http/dead-letters.controller.js';
import { DocsRoutes } from './http/docs.routes.js';
import { ProxyRoutes, type Upstreams } from './http/proxy.routes.js';
import { SecurityHeaders } from './http/security-headers.js';
import { SystemController } from './http/system.controller.js';
import { ReconcileLimitsJob } from './jobs/reconcile-limits.job.js';
import { RefreshEndedSessionsJob } from './jobs/refresh-ended-sessions.job.js';
import { AccessTokensAdapter } from './providers/access-tokens.adapter.js';
import { AuthAuditLog } from './providers/auth-audit-log.adapter.js';
import { AuthApiKeys } from './providers/auth-api-keys.adapter.js';
import { AuthEndedSessions } from './providers/auth-ended-sessions.adapter.js';
import { AuthExactLimits } from './providers/auth-exact-limits.adapter.js';
import { InternalPeers } from './providers/internal-peers.adapter.js';
import { FileMailFolder } from './providers/mail-folder.adapter.js';
import { ReconciledRateLimits } from './providers/reconciled-rate-limits.adapter.js';

const USE_CASES = [DescribeApi, ReportSystem, ListDeadLetters, ReplayDeadLetter];

const JOBS = [RefreshEndedSessionsJob, ReconcileLimitsJob];

/** Global, so that the service kit's token check finds `EndedSessions` here. */
@Global()
@Module({})
export class ApiGatewayModule {
  static forRoot(config: ApiGatewayConfig): DynamicModule {
    const upstreams = upstreamsOf(config);
    return {
      module: ApiGatewayModule,
      controllers: [SystemController, DeadLettersController],
      providers: [...ports(config, upstreams), ...USE_CASES, ...routes(config, upstreams), ...JOBS],
      exports: [EndedSessions],
    };
  }
}

function upstreamsOf(config: ApiGatewayConfig): Upstreams {
  return {
    auth: config.AUTH_URL,
    booking: config.BOOKING_URL,
    payment: config.PAYMENT_URL,
    'webhook-dispatcher': config.WEBHOOK_DISPATCHER_URL,
    analytics: config.ANALYTICS_URL,
  };
}

function ports(config: ApiGatewayConfig, upstreams: Upstreams): Provider[] {
  const auth = (clients: InternalClients) => clients.to('auth', config.AUTH_URL, { timeoutMs: 3_000 });
  return [
    { provide: Clock, useClass: SystemClock },
    { provide: Tokens, useFactory: (tokens: AccessTokens) => new AccessTokensAdapter(tokens), inject: [AccessTokens] },
    {
      provide: ApiKeys,
      useFactory: (clients: InternalClients) => new AuthApiKeys(auth(clients)),
      inject: [InternalClients],
    },
    {
      provide: ReconciledRateLimits,
      useFactory: (clients: InternalClients) => new ReconciledRateLimits(auth(clients)),
      inject: [InternalClients],
    },
    { provide: RateLimits, useExisting: ReconciledRateLimits },
    { provide: SharedLimits, useExisting: ReconciledRateLimits },
    {
      provide: ExactLimits,
      useFactory: (clients: InternalClients) => new AuthExactLimits(auth(clients)),
      inject: [InternalClients],
    },
    {
      provide: AuditLog,
      useFactory: (clients: InternalClients) => new AuthAuditLog(auth(clients)),
      inject: [InternalClients],
    },
    {
      provide: MailFolder,
      useFactory: () => new FileMailFolder(config.MAIL_DIR, config.NODE_ENV === 'development'),
    },
    {
      provide: Peers,
      useFactory: (clients: InternalClients) => peersOf(clients, upstreams),
      inject: [InternalClients],
    },
    {
      provide: AuthEndedSessions,
      useFactory: (clients: InternalClients) => new AuthEndedSessions(auth(clients)),
      inject: [InternalClients],
    },
    { provide: EndedSessions, useExisting: AuthEndedSessions },
    { provide: RevokedTokens, useExisting: AuthEndedSessions },
  ];
}

function peersOf(clients: InternalClients, upstreams: Upstreams): InternalPeers {
  const names = Object.keys(upstreams) as (keyof Upstreams)[];
  return new InternalPeers(new Map(names.map((name) => [name, clients.to(name, upstreams[name], { connections: 4 })])));
}

function routes(config: ApiGatewayConfig, upstreams: Upstreams): Provider[] {
  const limits = { signInPerMinute: config.AUTH_RATE_LIMIT_PER_MINUTE, apiPerSecond: config.API_RATE_LIMIT_PER_SECOND };
  const origins = new Set(
    config.CORS_ORIGINS.split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
  );
  return [
    {
      provide: AdmitRequest,
      useFactory: (tokens: Tokens, keys: ApiKeys, rates: RateLimits, exact: ExactLimits) =>
        new AdmitRequest(tokens, keys, rates, exact, limits),
      inject: [Tokens, ApiKeys, RateLimits, ExactLimits],
    },
    {
      provide: ProxyRoutes,
      useFactory: (host: HttpAdapterHost, admit: AdmitRequest) => new ProxyRoutes(host, admit, upstreams),
      inject: [HttpAdapterHost, AdmitRequest],
    },
    {
      provide: SecurityHeaders,
      useFactory: (host: HttpAdapterHost) =>
        new SecurityHeaders(host, { strictTransport: config.NODE_ENV !== 'development', origins }),
      inject: [HttpAdapterHost],
    },
    DocsRoutes,
    AccountRoutes,
  ];
}
