import { defineTransitions, shareOf } from '#kernel';
import type { HoldLine } from './hold.js';
import type { CancellationPolicy } from './listing.js';

export type BookingStatus = 'confirmed' | 'cancelled' | 'completed';
export type BookingKind = 'paid' | 'free';

export const bookingTransitions = defineTransitions<BookingStatus, 'cancel' | 'complete'>({
  name: 'booking',
  initial: 'confirmed',
  events: ['cancel', 'complete'],
  table: { confirmed: { cancel: 'cancelled', complete: 'completed' }, cancelled: {}, completed: {} },
  reaches: { cancel: ['cancelled'], complete: ['completed'] },
});

export interface BookingLine extends Omit<HoldLine, 'seats' | 'attendees'> {
  readonly listingId?: string;
}

/** The confirmed right to places; exists only after payment, or where nothing was to be paid. */
export interface Booking {
  readonly id: string;
  /** `BK-` and eight hexadecimal digits. */
  readonly bookId: string;
  readonly kind: BookingKind;
  readonly status: BookingStatus;
  /** Counts every change, for the events about it. */
  readonly version: number;
  readonly paymentId: string | null;
  readonly orderId: string | null;
  readonly cartId: string;
  readonly customer: { readonly id: string; readonly email: string; readonly name: string };
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly amountMinor: number;
  readonly currency: string;
  readonly refundAmountMinor: number | null;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly cancelledAt: Date | null;
  readonly lines: readonly BookingLine[];
}

export type CancelledBy = 'customer' | 'merchant' | 'admin';

const HOUR_MS = 3_600_000;

/**
 * What goes back when a booking is cancelled at `now`, in minor units: by each line's own policy, as it was when the
 * places were sold. Who sold the places gives everything back, whenever; so does the platform.
 */
export function refundFor(lines: readonly BookingLine[], by: CancelledBy, now: Date): number {
  return lines.reduce((total, line) => total + refundOfLine(line, by, now), 0);
}

function refundOfLine(line: BookingLine, by: CancelledBy, now: Date): number {
  const price = line.unitPriceMinor * line.quantity;
  return by !== 'customer' || isEarly(line.startsAt, line.policy, now)
    ? price
    : shareOf(price, line.policy.lateRefundPercent * 100);
}

function isEarly(startsAt: Date, policy: CancellationPolicy, now: Date): boolean {
  return now.getTime() <= startsAt.getTime() - policy.fullRefundUntilHours * HOUR_MS;
}

/** Nothing is left to cancel once the last of the places has been used. */
export function hasBegun(lines: readonly Pick<BookingLine, 'startsAt'>[], now: Date): boolean {
  return lines.every(({ startsAt }) => startsAt.getTime() <= now.getTime());
}
