export interface Backoff {
  /** First wait, in milliseconds. */
  readonly baseMs: number;
  /** No wait is longer, in milliseconds. */
  readonly capMs: number;
  /** Share of the wait that is drawn at random, 0 to 1, so that many waiters don't wake together. */
  readonly jitter?: number;
}

/**
 * The wait before try `attempt` (1 = first retry), doubling from `baseMs` to `capMs`. `random` gives a number in [0,
 * 1).
 */
export function backoffMs(attempt: number, backoff: Backoff, random: () => number): number {
  const full = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(attempt - 1, 30));
  const jitter = backoff.jitter ?? 0.2;
  return Math.round(full * (1 - jitter + 2 * jitter * random()));
}
