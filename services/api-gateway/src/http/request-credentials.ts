import type { FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { DomainError, ERROR } from '#kernel';
import { bearerOf } from '#service-kit';

const KEY_IN_QUERY = /[?&](api[_-]?key|x[_-]api[_-]key|access_token)=|fg_(test|live)_/i;
const REFRESH_COOKIE = /faregate_refresh=([\w-]{20,200})/;

export interface Credentials {
  readonly bearer: string | undefined;
  readonly apiKey: string | undefined;
}

/** What the request shows. A key in the address is refused: addresses end in logs, histories and referrers. */
export function credentialsOf({ url, headers }: FastifyRequest): Credentials {
  const query = url.indexOf('?');
  if (query >= 0 && KEY_IN_QUERY.test(decoded(url.slice(query)))) {
    throw new DomainError(
      ERROR.badRequestBody,
      'Send the key in the X-Api-Key header, never in the address; replace this one.',
      null,
      400,
    );
  }
  const key = headers['x-api-key'];
  return { bearer: bearerOf(headers.authorization), apiKey: key === undefined ? undefined : String(key) };
}

/** A name for the session behind a cookie or set-cookie header that does not give its token away. */
export function sessionMarkOf(header: string | readonly string[] | undefined): string | undefined {
  const text = typeof header === 'string' ? header : (header ?? []).join(';');
  const token = REFRESH_COOKIE.exec(text)?.[1];
  return token && createHash('sha256').update(token).digest('base64url');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
