import type { LoggedEvent } from './logged-event.js';
import { type Count, type Delta, quarterOf } from './metric.js';

/** Events that are said once of a thing and never taken back: each is one more. */
const COUNTED: Readonly<Record<string, Count | undefined>> = {
  'order.created': 'orders',
  'booking.confirmed': 'bookings',
  'booking.cancelled': 'cancelled_bookings',
  'booking.rejected': 'rejected_bookings',
  'booking.checked_in': 'check_ins',
};

export function occurrencesOf(events: readonly LoggedEvent[]): Delta[] {
  return events.flatMap(({ type, merchantId, livemode, currency, occurredAt }) => {
    const metric = COUNTED[type];
    if (!metric || merchantId === null) return [];
    const quarter = quarterOf(occurredAt);
    return [{ merchantId, livemode: livemode ?? false, metric, currency: currency ?? '', quarter, value: 1 }];
  });
}
