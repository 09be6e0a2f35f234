const CONSECUTIVE = 5;
const WINDOW_MS = 5 * 60_000;
const WINDOW_MIN = 10;
const WINDOW_SHARE = 0.7;
const FIRST_OPEN_MS = 30_000;
const LONGEST_OPEN_MS = 10 * 60_000;

export type BreakerChange =
  { readonly kind: 'opened'; readonly forMs: number; readonly openings: number } | { readonly kind: 'closed' };

/**
 * Leaves an endpoint alone that fails: opens after 5 failures in a row, or 70 % of at least 10 within 5 minutes;
 * first for 30 s, doubling to 10 minutes. After that one probe decides. Times are milliseconds of one clock.
 */
export class Breaker {
  private consecutive = 0;
  private total = 0;
  private failed = 0;
  private windowStart = 0;
  private openUntil = 0;

  /** @param openings how often it opened in a row, as remembered from before; more than 0 means that a probe is due */
  constructor(private openings = 0) {}

  /** `open`: send nothing; `probing`: one at a time; `closed`: as usual. */
  stateAt(nowMs: number): 'closed' | 'open' | 'probing' {
    if (this.openings === 0) return 'closed';
    return nowMs < this.openUntil ? 'open' : 'probing';
  }

  /** Takes one result in; tells when it opened or closed. */
  record(ok: boolean, nowMs: number): BreakerChange | undefined {
    return ok ? this.success(nowMs) : this.failure(nowMs);
  }

  private success(nowMs: number): BreakerChange | undefined {
    this.consecutive = 0;
    this.count(nowMs, 0);
    if (this.openings === 0) return undefined;
    this.openings = 0;
    this.openUntil = 0;
    this.clearWindow(nowMs);
    return { kind: 'closed' };
  }

  private failure(nowMs: number): BreakerChange | undefined {
    this.consecutive += 1;
    this.count(nowMs, 1);
    const state = this.stateAt(nowMs);
    // What was under way when it opened says nothing new.
    if (state === 'open' || (state === 'closed' && !this.tooMany())) return undefined;
    const forMs = Math.min(LONGEST_OPEN_MS, FIRST_OPEN_MS * 2 ** Math.min(this.openings, 10));
    this.openings += 1;
    this.openUntil = nowMs + forMs;
    this.clearWindow(nowMs);
    return { kind: 'opened', forMs, openings: this.openings };
  }

  private tooMany(): boolean {
    return this.consecutive >= CONSECUTIVE || (this.total >= WINDOW_MIN && this.failed / this.total >= WINDOW_SHARE);
  }

  private count(nowMs: number, failures: number): void {
    if (nowMs - this.windowStart > WINDOW_MS) this.clearWindow(nowMs);
    this.total += 1;
    this.failed += failures;
  }

  private clearWindow(nowMs: number): void {
    this.windowStart = nowMs;
    this.total = 0;
    this.failed = 0;
  }
}
