import replyFrom from '@fastify/reply-from';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Agent } from 'undici';
import { DomainError, ERROR } from '#kernel';
import { ErrorFilter, keptConnections } from '#service-kit';
import { AdmitRequest } from '../application/admit-request.usecase.js';
import { publicPathOf } from '../domain/public-path.js';
import { type Route, routeOf, type Upstream } from '../domain/routes.js';
import { requestHeaders, responseHeaders } from './proxy-headers.js';
import { RefreshSessions } from './refresh-sessions.js';
import { credentialsOf } from './request-credentials.js';

/** Base URL of each service routes lead to. */
export type Upstreams = Readonly<Record<Upstream, string>>;

const TIMEOUT_MS = 30_000;
const MAX_BODY_BYTES = 256 * 1024;

interface Target extends Route {
  readonly path: string;
  readonly upstreamPath: string;
}

/** Hands public requests to the services, bytes as they came; bodies and event streams are not held back. */
@Injectable()
export class ProxyRoutes implements OnModuleInit {
  private readonly errors = new ErrorFilter();
  private readonly sessions = new RefreshSessions();

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly admit: AdmitRequest,
    private readonly upstreams: Upstreams,
  ) {}

  async onModuleInit(): Promise<void> {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    await server.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
      scope.setErrorHandler((error, request, reply) => this.errors.answer(error, request, reply));
      await scope.register(replyFrom, {
        undici: agent() as never,
        disableCache: true,
        disableRequestLogging: true,
        retryMethods: [],
      });
      for (const url of ['/paygate/api/v1/*', '/api/payments', '/api/payments/*', '/pay/*', '/result/*']) {
        scope.all(url, { exposeHeadRoute: false }, (request, reply) => this.forward(request, reply));
      }
    });
  }

  private async forward(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const target = targetOf(request);
    refuseLongBody(request);
    // Read now: when the answer comes, a client that left has no address any more.
    const { ip } = request;
    if (target.limit === 'sign-in' || target.limit === 'refresh') void reply.header('cache-control', 'no-store');
    const { access } = await this.admit.execute({
      limit: target.limit,
      route: `${request.method} ${target.path}`,
      ip,
      session: this.sessions.of(request.headers.cookie),
      ...credentialsOf(request),
    });
    return reply.from(target.upstreamPath, {
      getUpstream: () => this.upstreams[target.upstream],
      rewriteRequestHeaders: (_request, headers) => requestHeaders(request, headers, access),
      rewriteHeaders: (headers) => {
        // A refresh answers with the next token of the same session: it is counted with the one before.
        if (target.limit === 'refresh') this.sessions.follow(request.headers.cookie, headers['set-cookie']);
        return responseHeaders(headers);
      },
      retryDelay: ({ err, attempt }) => retryDelayOf(request.method, err, attempt),
      onError: (_reply, { error }) => this.errors.answer(outage(target.upstream, error), request, reply),
      onResponse: (_request, _reply, response) => {
        const { statusCode, stream } = response as unknown as { statusCode: number; stream: unknown };
        if (target.limit === 'provider' && statusCode === 400) void this.admit.countBadSignature(ip);
        reply.send(stream);
      },
    });
  }
}

const agent = (): Agent =>
  new Agent({ ...keptConnections(), connections: 256, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });

function targetOf(request: FastifyRequest): Target {
  const found = publicPathOf(request.url.split('?', 1)[0] ?? '');
  if (found?.kind === 'page')
    return { upstream: 'payment', limit: 'api', path: 'page', upstreamPath: found.upstreamPath };
  const route = found && routeOf(request.method, found.path);
  if (!found || !route) throw new DomainError(ERROR.notFound, 'There is nothing at this address.');
  return { ...route, path: found.path, upstreamPath: found.upstreamPath };
}

/** The service would refuse it too, after we had carried it there. */
function refuseLongBody({ headers }: FastifyRequest): void {
  if (Number(headers['content-length'] ?? 0) <= MAX_BODY_BYTES) return;
  throw new DomainError(ERROR.badRequestBody, 'The request body is too large.', null, 413);
}

/** A kept connection may end while a request is on its way: one that changes nothing is tried once more. */
function retryDelayOf(method: string, error: unknown, attempt: number): number | null {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === 'UND_ERR_SOCKET' && method === 'GET' && attempt === 0 ? 1 : null;
}

function outage(upstream: Upstream, cause: unknown): DomainError {
  return Object.assign(new DomainError(ERROR.unavailable, `${upstream} does not answer; try again.`), { cause });
}
