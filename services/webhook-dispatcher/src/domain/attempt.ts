import { nextTryInMs, type RetrySchedule } from './retry-schedule.js';

/** Why an attempt brought no answer. Generic words: they are shown to merchants and must not tell about our network. */
export type AttemptError =
  'timeout' | 'connect_failed' | 'connection_lost' | 'tls_failed' | 'dns_error' | 'blocked_address' | 'bad_response';

/** What one HTTP try came to: a status code, or an error, or both (an answer that never ended). */
export interface AttemptOutcome {
  readonly statusCode: number | null;
  readonly error: AttemptError | null;
  readonly durationMs: number;
  /** The first of the answer's body, masked; null when it was empty. */
  readonly response: string | null;
  readonly retryAfterMs: number | null;
}

/** What becomes of the delivery. */
export type Verdict =
  | { readonly status: 'delivered' }
  | { readonly status: 'retrying'; readonly delayMs: number }
  | { readonly status: 'exhausted'; readonly gone: boolean };

const GONE = 410;

/** 2xx, whole and in time, is success; nothing else is, redirects included. */
export function succeeded({ statusCode, error }: AttemptOutcome): boolean {
  return error === null && statusCode !== null && statusCode >= 200 && statusCode < 300;
}

/** The verdict after `tries` in the present round. 410 says that nobody will ever listen there: no further try. */
export function judge(outcome: AttemptOutcome, tries: number, schedule: RetrySchedule, random: () => number): Verdict {
  if (succeeded(outcome)) return { status: 'delivered' };
  if (outcome.statusCode === GONE) return { status: 'exhausted', gone: true };
  const delayMs = nextTryInMs(schedule, tries, outcome, random);
  return delayMs === null ? { status: 'exhausted', gone: false } : { status: 'retrying', delayMs };
}
