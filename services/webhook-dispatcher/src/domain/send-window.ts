const START = 4;
const MOST = 64;
/** An answer faster than this earns its endpoint more sends at once. */
export const QUICK_MS = 250;
/** An endpoint that takes longer than this does not share the slots of quick ones. */
export const SLOW_MS = 1_000;

/**
 * How many sends one endpoint may have under way: 4 to start with (once a first send has succeeded), one more for
 * each quick success while they are used (so it doubles each round), 64 at most; halved by failures, and by slow
 * answers down to 4. After a breaker closed it starts again from 1: what waited drains as 1, 2, 4 …
 */
export class SendWindow {
  private size = START;

  get limit(): number {
    return this.size;
  }

  /** @param full whether the places were used */
  succeeded(durationMs: number, full: boolean): void {
    if (durationMs < QUICK_MS && full) this.size = Math.min(MOST, this.size + 1);
    else if (durationMs > SLOW_MS && this.size > START) this.size = Math.max(START, this.size >> 1);
  }

  failed(): void {
    this.size = Math.max(1, this.size >> 1);
  }

  startSlowly(): void {
    this.size = 1;
  }
}
