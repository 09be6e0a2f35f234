import { Breaker, type BreakerChange } from '../../domain/breaker.js';
import { SendWindow, SLOW_MS } from '../../domain/send-window.js';
import type { LeasedDelivery, Target } from '../ports.js';

export interface Waiting {
  readonly delivery: LeasedDelivery;
  /** When the lease was taken, by this process's clock. */
  readonly leasedAtMs: number;
}

/** A transaction that writes deliveries is over by then, or rolled back. */
const PROMISE_MS = 5_000;

/** One endpoint in this process: what is leased and waits here, what is under way, and how it has behaved. */
export class Lane {
  target: Target | undefined;
  inFlight = 0;
  private fresh: Waiting[] = [];
  private retries: Waiting[] = [];
  private readonly window = new SendWindow();
  private breaker = new Breaker();
  private proven = false;
  /** Its last answer was a success: until the first one, and after a failure, one send at a time is enough to learn. */
  private trusted = false;
  private stirredMs = 0;
  private promised = 0;
  private promisedUntilMs = 0;

  constructor(
    readonly endpointId: string,
    readonly merchantId: string,
  ) {}

  get queued(): number {
    return this.fresh.length + this.retries.length;
  }

  /** Leased to this process for it. */
  get held(): number {
    return this.queued + this.inFlight;
  }

  /** Sends it may have under way. */
  limitAt(nowMs: number): number {
    switch (this.breaker.stateAt(nowMs)) {
      case 'closed':
        return this.trusted ? this.window.limit : 1;
      case 'probing':
        return 1;
      case 'open':
        return 0;
    }
  }

  /** Keeps places for deliveries that are only being written: until they come, or for `PROMISE_MS` if they never do. */
  promise(count: number, nowMs: number): void {
    this.promised = this.promisedAt(nowMs) + count;
    this.promisedUntilMs = nowMs + PROMISE_MS;
  }

  /** Places that are not needed after all, or that are filled now. */
  redeem(count: number): void {
    this.promised = Math.max(0, this.promised - count);
  }

  /** How many more to lease: for a quick endpoint the next round too, once what waits is nearly used up. */
  roomAt(nowMs: number): number {
    const limit = this.limitAt(nowMs);
    const taken = this.held + this.promisedAt(nowMs);
    if (!this.quickAt(nowMs)) return Math.max(0, limit - taken);
    return this.queued * 4 > limit ? 0 : Math.max(0, 2 * limit - taken);
  }

  /** Answered well lately and is not stuck: only then it shares the slots of the quick. */
  quickAt(nowMs: number): boolean {
    return this.proven && (this.inFlight === 0 || nowMs - this.stirredMs < SLOW_MS);
  }

  add(waiting: Waiting): void {
    const { attempt, openings } = waiting.delivery;
    // Another process opened it, or this one did before it was restarted.
    if (openings > 0 && this.breaker.stateAt(waiting.leasedAtMs) === 'closed') this.breaker = new Breaker(openings);
    (attempt > 1 ? this.retries : this.fresh).push(waiting);
  }

  /** The next to send if the lane has a free place. Retries where `retriesAllowed`, and then before fresh ones. */
  take(nowMs: number, retriesAllowed: boolean): Waiting | undefined {
    if (this.inFlight >= this.limitAt(nowMs)) return undefined;
    const next = (retriesAllowed ? this.retries.shift() : undefined) ?? this.fresh.shift();
    if (next && this.inFlight === 0) this.stirredMs = nowMs;
    if (next) this.inFlight += 1;
    return next;
  }

  /** Takes out all that waits. */
  drain(): Waiting[] {
    const all = [...this.retries, ...this.fresh];
    this.fresh = [];
    this.retries = [];
    return all;
  }

  /** At least half of the places are taken: what this lane has is used. */
  get busy(): boolean {
    return this.inFlight * 2 >= (this.trusted ? this.window.limit : 1);
  }

  /** One send has ended, that began while the lane was `busy` or not. Tells when the breaker opened or closed. */
  ended(ok: boolean, durationMs: number, nowMs: number, busy: boolean): BreakerChange | undefined {
    this.inFlight -= 1;
    this.stirredMs = nowMs;
    this.proven = ok && durationMs < SLOW_MS;
    this.trusted = ok;
    if (ok) this.window.succeeded(durationMs, busy);
    else this.window.failed();
    const change = this.breaker.record(ok, nowMs);
    if (change?.kind === 'closed') this.window.startSlowly();
    return change;
  }

  /** What was taken is not sent after all. */
  withdrawn(): void {
    this.inFlight -= 1;
  }

  private promisedAt(nowMs: number): number {
    return nowMs < this.promisedUntilMs ? this.promised : 0;
  }
}
