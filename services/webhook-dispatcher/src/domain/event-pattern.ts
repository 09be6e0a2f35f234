/** Every event a merchant can subscribe to, as the published contract lists them. */
export const SUBSCRIBABLE_EVENTS = [
  'payment.authorized',
  'payment.captured',
  'payment.failed',
  'payment.refunded',
  'payment.cancelled',
  'payment.capture_failed',
  'refund.processed',
  'refund.failed',
  'order.expired',
  'order.cancelled',
  'dispute.opened',
  'dispute.won',
  'dispute.lost',
  'booking.confirmed',
  'booking.rejected',
  'booking.cancelled',
  'booking.checked_in',
  'waitlist.offered',
  'payout.settled',
] as const;

const FORM = /^(\*|[a-z]+\.(\*|[a-z_]+))$/;

/** The patterns that select an event: `*`, its family (`payment.*`) and its own name. */
export function patternsFor(type: string): string[] {
  return ['*', `${type.split('.', 1)[0]}.*`, type];
}

/** Whether any of `patterns` selects `type`. */
export function selects(patterns: readonly string[], type: string): boolean {
  return patternsFor(type).some((pattern) => patterns.includes(pattern));
}

/** What is wrong with a pattern, or undefined: its form, or that no event of ours can ever match it. */
export function faultOfPattern(pattern: string): string | undefined {
  if (!FORM.test(pattern)) return 'must look like payment.captured, payment.* or *';
  return SUBSCRIBABLE_EVENTS.some((type) => selects([pattern], type)) ? undefined : 'matches no event';
}
