import { ERRORS } from '#contracts';
import { DomainError, ERROR, type ErrorCode } from '#kernel';
import { isRetryable } from '#postgres';

export interface ErrorBody {
  readonly success: false;
  readonly exception: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly description: string;
    readonly meta: Readonly<Record<string, unknown>> | null;
  };
}

export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorBody;
  /** Seconds, where asking again later helps. */
  readonly retryAfter?: number;
}

/** Any failure as the DomainError it stands for; what nobody foresaw becomes 1099 and tells nothing about itself. */
export function asDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const status = statusOf(error);
  if (status !== undefined && status < 500) return clientError(error, status);
  if (status === 503 || isRetryable(error)) {
    return new DomainError(ERROR.unavailable, 'A part of the platform does not answer; try again.');
  }
  return new DomainError(ERROR.unexpected, 'Nothing was lost. The request id finds what happened.');
}

/** The status, body and retry hint an error is answered with. */
export function errorAnswer(error: DomainError): ErrorAnswer {
  const { code, description, meta } = error;
  const { http, message } = ERRORS[code];
  const body: ErrorBody = { success: false, exception: { code, message, description, meta } };
  const retryAfter = retryAfterOf(error);
  return { status: error.httpStatus ?? http, body, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

function retryAfterOf({ code, meta }: DomainError): number | undefined {
  const asked = meta?.['retry_after'];
  if (typeof asked === 'number' && asked >= 0) return Math.ceil(asked);
  return code === ERROR.tooManyRequests || code === ERROR.unavailable ? 1 : undefined;
}

/** `statusCode` of Fastify's errors, `status` of Nest's. */
function statusOf(error: unknown): number | undefined {
  const { statusCode, status } = (error ?? {}) as { statusCode?: unknown; status?: unknown };
  const value = statusCode ?? status;
  return typeof value === 'number' && value >= 400 && value <= 599 ? value : undefined;
}

function clientError(error: unknown, status: number): DomainError {
  switch (status) {
    case 401:
      return new DomainError(ERROR.unauthenticated, 'A valid token or key is needed.');
    case 403:
      return new DomainError(ERROR.roleNotAllowed, 'You may not do this.');
    case 404:
      return new DomainError(ERROR.notFound, 'There is nothing at this address.');
    case 405:
      return new DomainError(ERROR.notFound, 'This address does not take this method.');
    case 413:
      return new DomainError(ERROR.badRequestBody, 'The request body is too large.', null, 413);
    case 415:
      return new DomainError(ERROR.badRequestBody, 'The content type is not accepted here.', null, 415);
    case 422:
      return new DomainError(ERROR.validation, 'The request is not valid.');
    case 429:
      return new DomainError(ERROR.tooManyRequests, 'Slow down.');
    default:
      return new DomainError(ERROR.badRequestBody, malformed(error), null, 400);
  }
}

/**
 * Fastify's own words for a malformed body or URL are ours to repeat; other libraries' may quote what they were
 * given.
 */
function malformed(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code !== 'string' || !code.startsWith('FST_ERR_')) return 'The request is malformed.';
  return code === 'FST_ERR_BAD_URL' ? 'The address is malformed.' : 'The request body is malformed.';
}
