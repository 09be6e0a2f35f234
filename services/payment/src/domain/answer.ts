import { applied, ignored, type Verdict } from './fact.js';
import { enqueueRefund, planNext } from './next-operation.js';
import type { OrderCase } from './order-case.js';
import { type Payment, refundableMinor } from './payment.js';

/** What booking says about a payment: its decision, or that the booking was given back later. */
export type Answer =
  | { readonly kind: 'confirmed'; readonly paymentId: string; readonly bookId: string }
  | { readonly kind: 'rejected' | 'closed'; readonly paymentId: string; readonly reason: string }
  | { readonly kind: 'cancelled'; readonly paymentId: string; readonly bookId: string; readonly refundMinor: number };

/** Acts on booking's answer (R2, R3): capture on confirmed, money back on rejected or closed, a refund on cancelled. */
export function applyAnswer(orderCase: OrderCase, answer: Answer): Verdict {
  const payment = orderCase.find(answer.paymentId);
  if (!payment) return ignored('unknown_payment');
  switch (answer.kind) {
    case 'confirmed':
      return confirm(orderCase, payment, answer.bookId);
    case 'rejected':
    case 'closed':
      return release(orderCase, payment, answer.kind, answer.reason);
    case 'cancelled':
      return giveBack(orderCase, payment, answer.bookId, answer.refundMinor);
  }
}

function confirm(orderCase: OrderCase, payment: Payment, bookId: string): Verdict {
  if (payment.decision !== null) return ignored('answered_before');
  const captures = payment.status === 'authorized' && payment.manualCapture && payment.releaseReason === null;
  orderCase.patch(payment.id, {
    decision: 'confirmed',
    bookId,
    bookingStatus: payment.bookingStatus ?? 'confirmed',
    captureWantedMinor: captures ? (payment.captureWantedMinor ?? payment.authorizedMinor) : null,
  });
  planNext(orderCase, payment.id);
  return applied;
}

function release(orderCase: OrderCase, payment: Payment, decision: 'rejected' | 'closed', reason: string): Verdict {
  if (payment.decision !== null) return ignored('answered_before');
  orderCase.patch(payment.id, { decision, releaseReason: payment.releaseReason ?? reason, captureWantedMinor: null });
  planNext(orderCase, payment.id);
  return applied;
}

/** The booking was cancelled. What is not captured yet is captured only as far as it is kept (R4). */
function giveBack(orderCase: OrderCase, payment: Payment, bookId: string, refundMinor: number): Verdict {
  if (payment.bookingStatus === 'cancelled') return ignored('answered_before');
  orderCase.patch(payment.id, { decision: payment.decision ?? 'confirmed', bookId, bookingStatus: 'cancelled' });
  if (payment.status === 'authorized') giveBackUncaptured(orderCase, payment, refundMinor);
  else giveBackCaptured(orderCase, payment, refundMinor);
  planNext(orderCase, payment.id);
  return applied;
}

function giveBackUncaptured(orderCase: OrderCase, payment: Payment, refundMinor: number): void {
  if (payment.releaseReason !== null) return;
  const all = refundMinor >= payment.authorizedMinor;
  if (all) orderCase.patch(payment.id, { releaseReason: 'booking_cancelled', captureWantedMinor: null });
  else if (payment.openOperation) orderCase.patch(payment.id, { refundWantedMinor: refundMinor });
  else orderCase.patch(payment.id, { captureWantedMinor: payment.authorizedMinor - refundMinor });
}

function giveBackCaptured(orderCase: OrderCase, payment: Payment, refundMinor: number): void {
  const amountMinor = Math.min(refundMinor, refundableMinor(payment));
  if (amountMinor <= 0) return;
  enqueueRefund(orderCase, payment.id, { id: orderCase.newId(), amountMinor, reason: 'booking_cancelled' });
}
