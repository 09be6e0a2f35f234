import type { Books } from './books.js';

interface BookingRow {
  readonly book_id: string;
  readonly payment_id: string;
  readonly order_id: string;
  readonly status: string;
  readonly amount_minor: string;
  readonly currency: string;
}

interface PaymentRow {
  readonly id: string;
  readonly order_id: string;
  readonly status: string;
  readonly surplus: boolean;
  readonly amount_minor: string;
  readonly currency: string;
}

const PAID = new Set(['authorized', 'captured', 'partially_refunded']);

/**
 * P1: each paid booking has one authorized payment of exactly its price; while confirmed, that money is still there.
 */
export async function noUnpaidBooking(books: Books): Promise<string[]> {
  const bookings = await books.rows<BookingRow>(
    'booking',
    `select book_id, payment_id, order_id, status, amount_minor, currency from booking where kind = 'paid'`,
  );
  const payments = await books.rows<PaymentRow>(
    'payment',
    `select id, order_id, status, surplus, amount_minor, currency from payment where authorized_minor > 0`,
  );
  const byId = new Map(payments.map((payment) => [payment.id, payment]));
  return bookings.flatMap((booking) => {
    const fault = faultOf(booking, byId.get(booking.payment_id));
    return fault ? [`booking ${booking.book_id}: ${fault}`] : [];
  });
}

function faultOf(booking: BookingRow, payment: PaymentRow | undefined): string | undefined {
  if (!payment) return `its payment ${booking.payment_id} was never authorized`;
  if (payment.order_id !== booking.order_id) return `its payment belongs to order ${payment.order_id}`;
  if (payment.surplus) return `its payment ${payment.id} is surplus`;
  if (payment.amount_minor !== booking.amount_minor || payment.currency !== booking.currency)
    return `it costs ${booking.amount_minor} ${booking.currency}, paid were ${payment.amount_minor} ${payment.currency}`;
  if (booking.status === 'confirmed' && !PAID.has(payment.status))
    return `it is confirmed, its payment ${payment.status}`;
  return undefined;
}
