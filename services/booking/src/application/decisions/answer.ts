import type { Decision, Question } from '../../domain/decision.js';
import type { NewEvent } from '../ports.js';

/**
 * The answer to a question. Told again it is the same event, id and body included: all of it comes from the question,
 * which does not change, and the stored decision (R2). A closed payment that asks is told that it was rejected.
 */
export function answerOf(question: Question, decision: Decision): NewEvent {
  const { paymentId, orderId, merchantId, customerId, livemode, amountMinor, currency } = question;
  const data = {
    payment_id: paymentId,
    order_id: orderId,
    merchant_id: merchantId,
    customer_id: customerId,
    livemode,
    amount_minor: amountMinor,
    currency,
    created_at: decision.decidedAt.toISOString(),
  };
  const event = { aggregateVersion: 1, eventId: decision.answerEventId, occurredAt: decision.decidedAt };
  const { bookingId, bookId, reason } = decision;
  if (bookingId !== null && bookId !== null) {
    const booked = { ...data, booking_id: bookingId, book_id: bookId, kind: 'paid' as const };
    return { ...event, type: 'booking.confirmed', aggregateId: bookingId, data: booked };
  }
  return { ...event, type: 'booking.rejected', aggregateId: paymentId, data: { ...data, reason: reason ?? 'rejected' } };
}
