import { ERROR } from '#kernel';
import { Failure } from '../../launch/progress.mjs';

export interface Exception {
  readonly code: number;
  readonly message: string;
  readonly description: string;
  readonly meta?: unknown;
}

/** Asked again after so long when the answer does not say when. */
const AGAIN_MS = 500;
/** Nobody can take the request just now. */
const PASSING = new Set([429, 502, 503, 504]);

/** A question that was refused or not answered, in one line for the person at the keyboard. */
export class ApiError extends Failure {
  private constructor(
    message: string,
    /** Of the published contract. */
    readonly code: number,
    /** What is wrong, without what was asked. */
    readonly reason: string,
    /** When to ask again what passes by itself, in ms; undefined where asking again would not help. */
    readonly againInMs?: number,
  ) {
    super(message);
  }

  /** `asked` is the method and path; `retryAfter` the header of that name. */
  static refused(asked: string, status: number, exception: Exception | undefined, retryAfter: string | null): ApiError {
    const { code = ERROR.unexpected, message = '', description = '', meta } = exception ?? {};
    const reason = description || message || 'no reason was given';
    const details = meta ? ` ${JSON.stringify(meta)}` : '';
    const isPassing = PASSING.has(status) || (status === 409 && code === ERROR.idempotencyKey);
    const againInMs = isPassing ? Number(retryAfter) * 1_000 || AGAIN_MS : undefined;
    return new ApiError(`${asked} was answered ${status}: ${reason}${details}`, code, reason, againInMs);
  }

  /** No connection, or it was cut, or the time was over. */
  static unanswered(asked: string, error: unknown): ApiError {
    const reason = `no answer (${whyUnanswered(error)})`;
    return new ApiError(`${asked}: ${reason}`, ERROR.unavailable, reason, AGAIN_MS);
  }
}

/** Why `fetch` rejected, in words. */
export function whyUnanswered(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  if (name === 'TimeoutError') return 'the time was over';
  if (cause?.code === 'ECONNREFUSED') return 'connection refused';
  if (cause?.code === 'ECONNRESET' || cause?.code === 'UND_ERR_SOCKET') return 'connection cut';
  return cause?.message ?? message;
}
