/** Waits before try 1, 2, 3 …, in seconds; there are as many tries as waits. */
export type RetrySchedule = readonly number[];

/** Ten tries over about 75.6 h: the table of the Standard Webhooks specification. */
export const STANDARD_SCHEDULE: RetrySchedule = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

const JITTER = 0.2;
/** No hint of a receiver is believed beyond this. */
const LONGEST_HINT_MS = 10 * 3_600_000;
/** What a receiver that is overloaded (429) or behind a failing proxy (502, 504) gets at least. */
const BREATHER_MS = 60_000;

export interface FailedTry {
  readonly statusCode: number | null;
  readonly retryAfterMs: number | null;
}

/**
 * Milliseconds until the next try after `tries` made, ±20 % so that many don't come back at once; null when there is
 * none left. `Retry-After` of 429 and 503 can lengthen the wait, never shorten it. `random` gives [0, 1).
 */
export function nextTryInMs(
  schedule: RetrySchedule,
  tries: number,
  failed: FailedTry,
  random: () => number,
): number | null {
  const seconds = schedule[tries];
  if (seconds === undefined) return null;
  const base = Math.round(seconds * 1000 * (1 - JITTER + 2 * JITTER * random()));
  return Math.max(base, breather(failed.statusCode), hint(failed));
}

function hint({ statusCode, retryAfterMs }: FailedTry): number {
  if (statusCode !== 429 && statusCode !== 503) return 0;
  return Math.min(retryAfterMs ?? 0, LONGEST_HINT_MS);
}

function breather(statusCode: number | null): number {
  return statusCode === 429 || statusCode === 502 || statusCode === 504 ? BREATHER_MS : 0;
}
