import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { parse as parseQuery } from 'node:querystring';
import type { BodyConfig } from './route-options.js';
import { parseStrictJson } from './strict-json.js';

export const JSON_LIMIT_BYTES = 100 * 1024;
export const RAW_LIMIT_BYTES = 256 * 1024;
const MAX_FORM_FIELDS = 200;

type Parsed = Promise<unknown>;

/** JSON read strictly, forms and raw bodies where a route asks, 415 for all else. */
export function registerBodyParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer' as const, bodyLimit: RAW_LIMIT_BYTES };
  server.addContentTypeParser('application/json', options, async (request: FastifyRequest, body: Buffer): Parsed => {
    if (wants(request) === 'raw') return body;
    limited(body);
    return body.length === 0 ? undefined : parseStrictJson(body);
  });
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    options,
    async (request: FastifyRequest, body: Buffer): Parsed => {
      if (wants(request) === 'raw') return body;
      if (wants(request) !== 'form') throw failure(415);
      limited(body);
      return formOf(body);
    },
  );
  server.addContentTypeParser('*', options, async (request: FastifyRequest, body: Buffer): Parsed => {
    if (wants(request) === 'raw') return body;
    if (body.length === 0) return undefined;
    throw failure(415);
  });
}

function wants(request: FastifyRequest): BodyConfig['body'] {
  return (request.routeOptions.config as BodyConfig).body;
}

function limited(body: Buffer): void {
  if (body.length > JSON_LIMIT_BYTES) throw failure(413);
}

/** Fields that come twice are refused: readers differ on which counts. */
function formOf(body: Buffer): Record<string, string> {
  const fields = parseQuery(body.toString('utf8'), undefined, undefined, { maxKeys: MAX_FORM_FIELDS + 1 });
  const entries = Object.entries(fields);
  if (entries.length > MAX_FORM_FIELDS || entries.some(([, value]) => typeof value !== 'string')) throw failure(400);
  return Object.fromEntries(entries) as Record<string, string>;
}

function failure(statusCode: number): FastifyError {
  return Object.assign(new Error('body refused'), { statusCode, code: 'FST_ERR_BODY', name: 'FastifyError' });
}
