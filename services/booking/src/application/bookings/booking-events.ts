import type { Booking } from '../../domain/booking.js';
import type { NewEvent } from '../ports.js';

function dataOf(booking: Booking, at: Date) {
  return {
    payment_id: booking.paymentId,
    order_id: booking.orderId,
    merchant_id: booking.merchantId,
    customer_id: booking.customer.id,
    livemode: booking.livemode,
    amount_minor: booking.amountMinor,
    currency: booking.currency,
    created_at: at.toISOString(),
    booking_id: booking.id,
    book_id: booking.bookId,
  };
}

/** A booking nothing was to be paid for (R11); those that were paid for are told as answers to their payments. */
export function confirmedFree(booking: Booking): NewEvent {
  const data = { ...dataOf(booking, booking.createdAt), kind: 'free' as const };
  return { type: 'booking.confirmed', aggregateId: booking.id, aggregateVersion: booking.version, data };
}

export function cancelled(booking: Booking, reason: string, refundAmountMinor: number, at: Date): NewEvent {
  const data = { ...dataOf(booking, at), reason, refund_amount_minor: refundAmountMinor };
  return { type: 'booking.cancelled', aggregateId: booking.id, aggregateVersion: booking.version + 1, data };
}

/** @param version of the booking with this check-in counted */
export function checkedIn(booking: Booking, version: number, ticketId: string, at: Date): NewEvent {
  const data = { ...dataOf(booking, at), ticket_id: ticketId };
  return { type: 'booking.checked_in', aggregateId: booking.id, aggregateVersion: version, data };
}
