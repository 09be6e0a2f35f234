import type pg from 'pg';
import type { RunningPlatform } from '../../deploy/local/src/platform/start-platform.js';
import { Latencies } from './latencies.js';
import { openClient } from './open-client.js';
import type { Sink } from './sink.js';

const BOOKED_EVERY_MS = 20;
const SETTLED_EVERY_MS = 200;
/** A transaction may commit a moment after its ids were made: so far back is looked again. */
const OVERLAP_MS = 500;
const MOST = 20_000;

/** What is sold: places, or a merchant's plain order that books nothing. */
export type Kind = 'booking' | 'plain';

/**
 * Watches the platform's databases while a load runs: which payments have a committed booking, seen at most 20 ms late,
 * and how many have everything behind them done.
 */
export class Following {
  /** From the intended start to the moment the committed booking was seen. */
  readonly bookedAfter = new Latencies();
  /** Payments of this run that the load has sent on their way. */
  begun = 0;
  booked = 0;
  settled = 0;
  private readonly started = new Map<string, number>();
  private readonly base: { readonly stats: number; readonly webhooks: number };
  private stopped = false;
  private loops: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly booking: pg.Client,
    private readonly analytics: pg.Client,
    private readonly sink: Sink,
    private since: number,
    base: number,
    private readonly kind: Kind,
  ) {
    this.base = { stats: base, webhooks: webhooksOf(sink, kind) };
  }

  static async start(platform: RunningPlatform, sink: Sink, kind: Kind): Promise<Following> {
    const booking = await openClient(platform.databaseUrl('booking'));
    const analytics = await openClient(platform.databaseUrl('analytics'));
    const following = new Following(booking, analytics, sink, Date.now() - 100, await folded(analytics, kind), kind);
    following.loops = Promise.all([following.followBookings(), following.followSettled()]);
    return following;
  }

  /** The payment is on its way since `at` (performance.now()). */
  begin(paymentId: string, at: number): void {
    this.started.set(paymentId, at);
    this.begun += 1;
  }

  /** A payment of a plain order is on its way: nobody books it. */
  count(): void {
    this.begun += 1;
    this.booked += 1;
  }

  /** Paid and not yet seen as booked. */
  get open(): number {
    return this.started.size;
  }

  /** Payments of this run whose booking was seen. */
  isBooked(paymentId: string): boolean {
    return !this.started.has(paymentId);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.loops;
    await Promise.all([this.booking.end(), this.analytics.end()]);
  }

  private async followBookings(): Promise<void> {
    while (!this.stopped) {
      const began = performance.now();
      await this.lookForBookings();
      await pause(Math.max(1, BOOKED_EVERY_MS - (performance.now() - began)));
    }
  }

  private async lookForBookings(): Promise<void> {
    const floor = idFloor(this.since - OVERLAP_MS);
    const { rows } = await this.booking.query<{ id: string; payment_id: string }>({
      name: 'bench-booked',
      text: `select id, payment_id from booking where id > $1::uuid order by id limit ${MOST}`,
      values: [floor],
    });
    const now = performance.now();
    for (const { payment_id: paymentId } of rows) this.take(paymentId, now);
    const last = rows.at(-1)?.id;
    if (last) this.since = Math.max(this.since, timeOf(last));
  }

  private take(paymentId: string, now: number): void {
    const at = this.started.get(paymentId);
    if (at === undefined) return;
    this.started.delete(paymentId);
    this.booked += 1;
    this.bookedAfter.add(now - at);
  }

  private async followSettled(): Promise<void> {
    while (!this.stopped) {
      const stats = (await folded(this.analytics, this.kind)) - this.base.stats;
      this.settled = Math.min(stats, webhooksOf(this.sink, this.kind) - this.base.webhooks);
      await pause(SETTLED_EVERY_MS);
    }
  }
}

/** Payments whose merchant has heard of all of it: authorized, captured, and booked where places were sold. */
function webhooksOf(sink: Sink, kind: Kind): number {
  const paid = Math.min(sink.of('payment.authorized'), sink.of('payment.captured'));
  return kind === 'plain' ? paid : Math.min(paid, sink.of('booking.confirmed'));
}

/** Payments whose success, and booking, are in the sums. */
async function folded(analytics: pg.Client, kind: Kind): Promise<number> {
  const { rows } = await analytics.query<{ bookings: number | null; payments: number | null }>({
    name: 'bench-folded',
    text: `select sum(value) filter (where metric = 'bookings')::float8 as bookings,
      sum(value) filter (where metric = 'successful_payments')::float8 as payments from metric_total`,
  });
  const { bookings, payments } = rows[0] ?? {};
  return kind === 'plain' ? (payments ?? 0) : Math.min(bookings ?? 0, payments ?? 0);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The smallest UUID v7 of a millisecond, and the millisecond of one. */
function idFloor(ms: number): string {
  const hex = Math.floor(ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
const timeOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
