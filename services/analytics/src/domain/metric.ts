/** What is counted, one for each thing that happened. */
export const COUNTS = [
  'orders',
  'successful_payments',
  'canceled_payments',
  'successful_refunds',
  'bookings',
  'cancelled_bookings',
  'rejected_bookings',
  'check_ins',
] as const;

/** What is summed, in minor units of a currency. */
export const AMOUNTS = ['gross', 'refunded'] as const;

export type Count = (typeof COUNTS)[number];
export type Metric = Count | (typeof AMOUNTS)[number];

/**
 * Sums are kept by quarter of an hour: the finest step by which time zones differ (Nepal: +05:45), so that days and
 * months of every zone can be put together from them.
 */
const QUARTER_MS = 15 * 60_000;

export function quarterOf(time: Date): Date {
  return new Date(Math.floor(time.getTime() / QUARTER_MS) * QUARTER_MS);
}

/** A change of one sum: whose, of what, when. */
export interface Delta {
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly metric: Metric;
  readonly currency: string;
  readonly quarter: Date;
  readonly value: number;
}

/** Adds up deltas of the same sum and drops those that cancel out; sorted, so that writers never wait in a circle. */
export function condensed(deltas: readonly Delta[]): Delta[] {
  const sums = new Map<string, Delta>();
  for (const delta of deltas) {
    const key = keyOf(delta);
    const sum = sums.get(key);
    sums.set(key, sum ? { ...sum, value: sum.value + delta.value } : delta);
  }
  const left = [...sums].filter(([, { value }]) => value !== 0);
  return left.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta);
}

function keyOf({ merchantId, livemode, metric, currency, quarter }: Delta): string {
  return `${merchantId} ${livemode} ${metric} ${currency} ${quarter.toISOString()}`;
}
