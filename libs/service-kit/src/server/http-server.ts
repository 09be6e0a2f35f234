import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, ERROR } from '#kernel';
import { errorAnswer } from '../answers/error-answer.js';
import { ErrorFilter } from '../answers/error.filter.js';
import type { Metrics } from '../operation/metrics.js';
import { logAccess } from './access-log.js';
import { RAW_LIMIT_BYTES, registerBodyParsers } from './body-parsers.js';
import { ConnectionAges } from './connection-ages.js';
import { requestIdOf, runInRequest } from './request-context.js';

/** Longer than our clients keep idle connections, so that they never write to one we are closing. */
export const KEEP_ALIVE_TIMEOUT_MS = 72_000;

/** Headers come in one piece or two; who sends them byte by byte holds a connection for so long at most. */
const HEADERS_TIMEOUT_MS = 10_000;
/** How often Node looks for connections that took too long. */
const CHECK_EVERY_MS = 2_000;

/** Nest's Fastify with our limits: strict bodies, hop-counted proxies, slash or no slash at the end. */
export function createAdapter({ trustedHops }: { trustedHops: number }): FastifyAdapter {
  const errors = new ErrorFilter();
  const options = {
    logger: false,
    // A number alone trusts nobody in Fastify 5.12: it can't know that the peer is our proxy. Ours are reached by it
    // only.
    trustProxy: trustedHops > 0 && ((_address: string, hop: number) => hop < trustedHops),
    bodyLimit: RAW_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: 30_000,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CHECK_EVERY_MS },
    connectionTimeout: 0,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('x-request-id', request.id);
      errors.answer(error, request, reply);
    },
    genReqId: (request: { headers: Record<string, unknown> }) => requestIdOf(request.headers),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
    // Nest middleware is not used; without its layer a request is some µs cheaper.
    skipMiddie: true,
  };
  return new FastifyAdapter(options as object);
}

interface HookOptions {
  readonly metrics: Metrics;
  /** Aborts when the process drains: from then on callers are asked to leave. */
  readonly stopping: AbortSignal;
  readonly debug: boolean;
  readonly ages?: ConnectionAges;
}

/** Request id on every answer, the request context round every handler, access log, latencies; old connections go. */
export function registerHooks(server: FastifyInstance, options: HookOptions): void {
  const { metrics, stopping, debug, ages = new ConnectionAges() } = options;
  registerBodyParsers(server);
  server.server.on('connection', (socket) => ages.opened(socket));
  server.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    void reply.header('x-request-id', request.id);
    if (stopping.aborted || ages.isOld(request.raw.socket)) void reply.header('connection', 'close');
    done();
  });
  // After the body was read: what reads it runs in the connection's context, not the request's.
  server.addHook('preHandler', (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
    runInRequest(request, done);
  });
  server.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.observeRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    if (debug || reply.statusCode >= 500) logAccess(request, reply, route);
    done();
  });
}

const BROKEN: Readonly<Record<string, { readonly status: string; readonly why: string }>> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large', why: 'The headers are too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', why: 'The request did not come in time.' },
};

/** What the HTTP parser refuses never becomes a request: two lengths, a length and chunks, headers beyond 16 KB. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { status, why } = BROKEN[error.code ?? ''] ?? { status: '400 Bad Request', why: 'The request is malformed.' };
  const { body } = errorAnswer(new DomainError(ERROR.badRequestBody, why));
  const text = JSON.stringify(body);
  const head = `content-type: application/json\r\ncontent-length: ${text.length}\r\nconnection: close`;
  socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${text}`);
}
