import { type Database, sql } from '#postgres';
import type { Booking, BookingLine } from '../domain/booking.js';

export interface BookingRow extends Omit<Booking, 'lines' | 'customer'> {
  readonly paymentVersion: number | null;
  readonly customerId: string;
  readonly customerEmail: string;
  readonly customerName: string;
}

interface LineRow extends Omit<BookingLine, 'policy'> {
  readonly bookingId: string;
  readonly fullRefundUntilHours: number;
  readonly lateRefundPercent: number;
}

export const BOOKING_COLUMNS = `b.id, b.book_id as "bookId", b.kind, b.status, b.version, b.payment_id as "paymentId",
  b.payment_version as "paymentVersion", b.order_id as "orderId", b.cart_id as "cartId", b.customer_id as "customerId",
  b.customer_email as "customerEmail", b.customer_name as "customerName", b.merchant_id as "merchantId", b.livemode,
  b.amount_minor as "amountMinor", b.currency, b.refund_amount_minor as "refundAmountMinor", b.reason,
  b.created_at as "createdAt", b.cancelled_at as "cancelledAt"`;

const LINES = sql(
  'booking.booking-lines',
  `select booking_id as "bookingId", line_no as "lineNo", slot_id as "slotId", tier_id as "tierId", title,
     tier_name as "tierName", starts_at as "startsAt", quantity, unit_price_minor as "unitPriceMinor",
     full_refund_until_hours as "fullRefundUntilHours", late_refund_percent as "lateRefundPercent"
   from booking_line where booking_id = any($1::uuid[]) order by booking_id, line_no`,
);

/** Rows of bookings with their lines. */
export async function bookingsOf<R extends BookingRow>(database: Database, rows: readonly R[]) {
  if (rows.length === 0) return [];
  const lines = new Map<string, BookingLine[]>(rows.map(({ id }) => [id, []]));
  for (const row of await database.query<LineRow>(LINES, [rows.map(({ id }) => id)])) {
    const { bookingId, fullRefundUntilHours, lateRefundPercent, ...line } = row;
    lines.get(bookingId)?.push({ ...line, policy: { fullRefundUntilHours, lateRefundPercent } });
  }
  return rows.map(({ customerId, customerEmail, customerName, ...booking }) => ({
    ...booking,
    customer: { id: customerId, email: customerEmail, name: customerName },
    lines: lines.get(booking.id) ?? [],
  }));
}
