import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
/** Pages bring their own scripts and styles; payment forms post to providers. */
const PAGE_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; " +
  "frame-ancestors 'none'; base-uri 'none'";
const API = '/paygate/';
const ONE_YEAR_S = 31_536_000;
const PREFLIGHT_S = 600;

export interface BrowserRules {
  /** Tells browsers to come by HTTPS only. */
  readonly strictTransport: boolean;
  /** Exact origins whose pages may call us with the user's credentials. */
  readonly origins: ReadonlySet<string>;
}

/** What browsers are told with every answer; a service's own, stricter words stand. */
@Injectable()
export class SecurityHeaders implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly rules: BrowserRules,
  ) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    server.addHook('onSend', (request: FastifyRequest, reply: FastifyReply, payload: unknown, done) => {
      this.add(request, reply);
      done(null, payload);
    });
    if (this.rules.origins.size > 0) server.options('*', (request, reply) => this.preflight(request, reply));
  }

  private add(request: FastifyRequest, reply: FastifyReply): void {
    void reply.header('x-content-type-options', 'nosniff');
    if (!reply.hasHeader('referrer-policy')) void reply.header('referrer-policy', 'no-referrer');
    // What the API answers is for one caller and this moment, unless a service says otherwise.
    if (request.url.startsWith(API) && !reply.hasHeader('cache-control'))
      void reply.header('cache-control', 'no-store');
    if (!reply.hasHeader('content-security-policy')) {
      const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
      void reply.header('content-security-policy', isPage ? PAGE_POLICY : API_POLICY);
    }
    if (this.rules.strictTransport)
      void reply.header('strict-transport-security', `max-age=${ONE_YEAR_S}; includeSubDomains`);
    this.allowOrigin(request, reply);
  }

  private allowOrigin({ headers: { origin } }: FastifyRequest, reply: FastifyReply): void {
    if (this.rules.origins.size === 0) return;
    void reply.header('vary', 'origin');
    if (origin === undefined || !this.rules.origins.has(origin)) return;
    void reply.headers({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-request-id, retry-after, idempotent-replayed',
    });
  }

  private preflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    if (request.headers.origin !== undefined && this.rules.origins.has(request.headers.origin)) {
      void reply.headers({
        'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': 'authorization, content-type, idempotency-key, x-api-key, x-request-id',
        'access-control-max-age': String(PREFLIGHT_S),
      });
    }
    return reply.status(204).send();
  }
}
