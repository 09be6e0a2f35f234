import { planNext, enqueueRefund } from './next-operation.js';
import type { OrderCase } from './order-case.js';
import { type Payment, refundableMinor } from './payment.js';
import { illegalMove, notRefundable } from './payment.errors.js';
import type { Refund } from './refund.js';

/** The merchant captures by hand, all or part; booked money is captured by booking's answer only (R6). Throws 1022. */
export function askCapture(orderCase: OrderCase, paymentId: string, amountMinor: number | null): void {
  const payment = handled(orderCase, paymentId);
  if (payment.status !== 'authorized') throw illegalMove(`A payment that is ${payment.status} can not be captured.`);
  if (payment.releaseReason !== null) throw illegalMove('The authorization is being given back.');
  if (payment.captureWantedMinor !== null || !payment.manualCapture) throw illegalMove('It is being captured already.');
  const wanted = amountMinor ?? payment.authorizedMinor;
  if (wanted > payment.authorizedMinor) throw illegalMove('More than was authorized can not be captured.');
  orderCase.patch(paymentId, { captureWantedMinor: wanted });
  planNext(orderCase, paymentId);
}

/**
 * The merchant gives an authorization back. Meeting an open capture it waits for the outcome and becomes a refund
 * (R4).
 */
export function askVoid(orderCase: OrderCase, paymentId: string): void {
  const payment = handled(orderCase, paymentId);
  if (payment.status !== 'authorized') throw illegalMove(`A payment that is ${payment.status} can not be voided.`);
  orderCase.patch(paymentId, {
    releaseReason: payment.releaseReason ?? 'voided',
    captureWantedMinor: openCapture(payment),
  });
  planNext(orderCase, paymentId);
}

/** While a capture is under way its amount stays known, to compare the answer with. */
function openCapture(payment: Payment): number | null {
  return payment.openOperation?.kind === 'capture' ? payment.captureWantedMinor : null;
}

function handled(orderCase: OrderCase, paymentId: string): Payment {
  if (orderCase.order.purpose !== 'plain') throw illegalMove('The money of a booking follows the booking.');
  return orderCase.payment(paymentId);
}

/**
 * Money back, all that is left without `amountMinor`. Σ refunds ≤ captured holds because pending ones count. Asked
 * again
 * with the same id it gives the same refund. Throws 1012.
 */
export function askRefund(
  orderCase: OrderCase,
  paymentId: string,
  wish: { readonly id: string; readonly amountMinor: number | null; readonly reason: string },
): Refund {
  const before = orderCase.refund(wish.id);
  if (before) return before;
  const payment = orderCase.payment(paymentId);
  if (payment.capturedMinor === 0 || payment.status === 'refunded') {
    throw notRefundable(`A payment that is ${payment.status} can not be refunded.`);
  }
  if (orderCase.order.purpose === 'booking' && !payment.surplus && payment.decision === null) {
    throw notRefundable('Booking has not decided about it yet; what it rejects goes back by itself.');
  }
  const left = refundableMinor(payment);
  const amountMinor = wish.amountMinor ?? left;
  if (left === 0) throw notRefundable('Everything is refunded or on its way.');
  if (amountMinor > left) throw notRefundable('More than is left can not be refunded.');
  const refund = enqueueRefund(orderCase, paymentId, { id: wish.id, amountMinor, reason: wish.reason });
  planNext(orderCase, paymentId);
  return refund;
}
