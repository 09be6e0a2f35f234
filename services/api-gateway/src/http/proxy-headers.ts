import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { contextHeaders } from '#service-kit';

/** Between two hops only (RFC 9110 §7.6.1), or not ours to believe from outside. */
const NOT_PASSED_ON = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'http2-settings',
  'host',
  'forwarded',
  'x-real-ip',
  'x-api-key',
  'authorization',
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
  'x-request-id',
  'traceparent',
]);
const NOT_PASSED_ON_PREFIX = /^x-(internal|forwarded)-/;
const NOT_PASSED_BACK = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'trailer',
  'proxy-connection',
]);

/** What the service gets to see of the request's headers, with who is asking as we found out. */
export function requestHeaders(
  request: FastifyRequest,
  headers: IncomingHttpHeaders,
  access: string | undefined,
): IncomingHttpHeaders {
  const passed: IncomingHttpHeaders = {};
  for (const name of Object.keys(headers)) {
    if (!NOT_PASSED_ON.has(name) && !NOT_PASSED_ON_PREFIX.test(name)) passed[name] = headers[name];
  }
  if (request.method === 'GET' || request.method === 'HEAD') delete passed['content-length'];
  if (access !== undefined) passed['authorization'] = `Bearer ${access}`;
  passed['x-forwarded-for'] = request.ip;
  passed['x-forwarded-proto'] = request.protocol;
  return Object.assign(passed, contextHeaders());
}

export function responseHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const passed: IncomingHttpHeaders = {};
  for (const name of Object.keys(headers)) if (!NOT_PASSED_BACK.has(name)) passed[name] = headers[name];
  return passed;
}
