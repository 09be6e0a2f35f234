import type { OrderCase } from './order-case.js';
import { isSuccessful, type Payment, refundableMinor } from './payment.js';
import type { Refund } from './refund.js';

/**
 * Writes the next call that moves this payment's money, if one is due and none is open (R4): what was asked for while
 * another call was under way waits here for its outcome. A void asked for meanwhile becomes a refund once captured.
 */
export function planNext(orderCase: OrderCase, paymentId: string): void {
  const payment = orderCase.payment(paymentId);
  if (payment.openOperation || !isSuccessful(payment)) return;
  if (payment.status === 'authorized') planUncaptured(orderCase, payment);
  else planCaptured(orderCase, payment);
}

function planUncaptured(orderCase: OrderCase, payment: Payment): void {
  if (payment.releaseReason !== null) {
    if (payment.manualCapture) open(orderCase, payment, 'void', payment.authorizedMinor);
  } else if (payment.captureWantedMinor !== null) {
    open(orderCase, payment, 'capture', payment.captureWantedMinor);
  }
}

function planCaptured(orderCase: OrderCase, payment: Payment): void {
  const waiting = orderCase.refundsOf(payment.id).filter(({ status, sent }) => status === 'pending' && !sent);
  const refund = waiting[0] ?? wantedRefund(orderCase, payment);
  if (!refund) return;
  orderCase.putRefund({ ...refund, sent: true });
  open(orderCase, orderCase.payment(payment.id), 'refund', refund.amountMinor, refund.id);
}

/** The refund that a release, or a cancellation with money kept, asked for before the money was captured. */
function wantedRefund(orderCase: OrderCase, payment: Payment): Refund | null {
  const left = refundableMinor(payment);
  const wanted = payment.releaseReason === null ? (payment.refundWantedMinor ?? 0) : left;
  const amountMinor = Math.min(left, wanted);
  if (payment.refundWantedMinor !== null) orderCase.patch(payment.id, { refundWantedMinor: null });
  if (amountMinor <= 0) return null;
  return enqueueRefund(orderCase, payment.id, {
    id: orderCase.newId(),
    amountMinor,
    reason: payment.releaseReason ?? 'booking_cancelled',
  });
}

/** Reserves the amount and puts the refund at the end of the payment's queue. */
export function enqueueRefund(
  orderCase: OrderCase,
  paymentId: string,
  wish: { readonly id: string; readonly amountMinor: number; readonly reason: string },
): Refund {
  const refund: Refund = { ...wish, paymentId, status: 'pending', sent: false, providerRefundId: null, failure: null };
  const { refundingMinor } = orderCase.payment(paymentId);
  orderCase.putRefund(refund);
  orderCase.patch(paymentId, { refundingMinor: refundingMinor + wish.amountMinor });
  return refund;
}

function open(
  orderCase: OrderCase,
  payment: Payment,
  kind: 'capture' | 'void' | 'refund',
  amountMinor: number,
  id?: string,
): void {
  const operation = orderCase.write(payment.id, kind, amountMinor, id);
  orderCase.patch(payment.id, { openOperation: { id: operation.id, kind } });
}

/** The open operation of one of `kinds`, or the one named, has its outcome: it is closed. Others stay as they are. */
export function closeOpen(
  orderCase: OrderCase,
  paymentId: string,
  outcome: { readonly kinds: readonly string[]; readonly id?: string | null; readonly ok: boolean },
): void {
  const { openOperation, failure } = orderCase.payment(paymentId);
  if (!openOperation || !outcome.kinds.includes(openOperation.kind)) return;
  if (outcome.id && outcome.id !== openOperation.id) return;
  orderCase.close({
    id: openOperation.id,
    state: outcome.ok ? 'succeeded' : 'failed',
    failure: outcome.ok ? null : failure,
  });
  orderCase.patch(paymentId, { openOperation: null });
}
