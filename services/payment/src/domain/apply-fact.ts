import { applied, type Fact, ignored, quarantined, type Verdict } from './fact.js';
import { applyRefundFact } from './apply-refund-fact.js';
import { authorize, cancelSiblings } from './authorize.js';
import { journalOf } from './ledger.js';
import { closeOpen, planNext } from './next-operation.js';
import type { OrderCase } from './order-case.js';
import type { Failure } from './failure.js';
import { isOpen, isSuccessful, type Payment, refundableMinor } from './payment.js';

const UNEXPLAINED: Failure = {
  code: 'declined',
  message: 'The payment was declined.',
  next: 'other_method',
};

/** The one place where a provider's news moves anything (R1): compares who and how much, then moves by the tables. */
export function applyFact(orderCase: OrderCase, fact: Fact): Verdict {
  const payment = orderCase.find(fact.paymentId);
  if (!payment) return quarantined('payment_of_another_order');
  const contradiction = contradicts(payment, fact) ?? wrongMode(orderCase, fact);
  if (contradiction) return quarantined(contradiction);
  const verdict = apply(orderCase, payment, fact);
  if (!isOldNews(verdict) || fact.providerPaymentId !== payment.providerPaymentId) orderCase.note(fact);
  return verdict;
}

/** About the try that is on record, a provider says most things twice: by its answer and by its event. */
const isOldNews = (verdict: Verdict): boolean => verdict.kind === 'ignored' && verdict.reason === 'nothing_new';

function apply(orderCase: OrderCase, payment: Payment, fact: Fact): Verdict {
  switch (fact.outcome) {
    case 'pending':
      return moved(orderCase.move(payment.id, 'wait'));
    case 'requires_action':
      return moved(orderCase.move(payment.id, 'act'));
    case 'authorized':
      return applyAuthorized(orderCase, payment, fact);
    case 'captured':
      return applyCaptured(orderCase, payment, fact);
    case 'failed':
      return applyFailed(orderCase, payment, fact);
    case 'cancelled':
      return applyCancelled(orderCase, payment);
    case 'capture_failed':
      return applyCaptureFailed(orderCase, payment, fact);
    case 'voided':
      return applyVoided(orderCase, payment, fact);
    case 'refund_pending':
    case 'refund_processed':
    case 'refund_failed':
      return applyRefundFact(orderCase, payment, fact);
  }
}

function contradicts(payment: Payment, fact: Fact): string | null {
  if (fact.provider !== payment.provider) return 'provider_mismatch';
  if (fact.accountId !== payment.accountId) return 'account_mismatch';
  if (fact.currency !== null && fact.currency !== payment.currency) return 'currency_mismatch';
  if (fact.outcome === 'authorized' && fact.amountMinor !== payment.amountMinor) return 'amount_mismatch';
  if (fact.outcome === 'captured' && fact.amountMinor !== expectedCaptureMinor(payment)) return 'amount_mismatch';
  return null;
}

/** Modes don't mix, even where their accounts have the same name (R15). */
function wrongMode({ order }: OrderCase, { livemode }: Fact): string | null {
  return livemode !== null && livemode !== order.livemode ? 'mode_mismatch' : null;
}

function expectedCaptureMinor(payment: Payment): number {
  if (payment.capturedMinor > 0) return payment.capturedMinor;
  return payment.captureWantedMinor ?? payment.amountMinor;
}

const moved = (did: boolean): Verdict => (did ? applied : ignored('nothing_new'));

function applyAuthorized(orderCase: OrderCase, payment: Payment, fact: Fact): Verdict {
  if (isSuccessful(payment)) {
    if (isOtherTry(payment, fact)) return quarantined('second_success_in_session');
    planNext(orderCase, payment.id);
    return ignored('nothing_new');
  }
  // A try that was voided or expired does not come back to life by old news of its authorization.
  if (payment.authorizedMinor > 0 && !isOtherTry(payment, fact)) return ignored('stale');
  authorize(orderCase, payment, fact);
  cancelSiblings(orderCase, payment.id);
  planNext(orderCase, payment.id);
  return applied;
}

function isOtherTry(payment: Payment, fact: Fact): boolean {
  const { providerPaymentId } = payment;
  return fact.providerPaymentId !== null && providerPaymentId !== null && fact.providerPaymentId !== providerPaymentId;
}

function applyCaptured(orderCase: OrderCase, payment: Payment, fact: Fact): Verdict {
  if (isSuccessful(payment) && isOtherTry(payment, fact)) return quarantined('second_success_in_session');
  if (!isSuccessful(payment)) {
    if (payment.authorizedMinor > 0 && !isOtherTry(payment, fact)) return quarantined('captured_after_void');
    authorize(orderCase, payment, fact);
    cancelSiblings(orderCase, payment.id);
  }
  closeOpen(orderCase, payment.id, { kinds: ['capture'], ok: true });
  closeOpen(orderCase, payment.id, { kinds: ['void'], ok: false });
  const did = orderCase.move(payment.id, 'capture');
  if (did) {
    const amountMinor = fact.amountMinor ?? payment.amountMinor;
    const captured = orderCase.patch(payment.id, { capturedMinor: amountMinor, captureWantedMinor: null });
    orderCase.book(journalOf('capture', orderCase.order, captured, { beforeMinor: 0, afterMinor: amountMinor }));
    orderCase.tell(payment.id, (order, told) => ({ type: 'payment.captured', order, payment: told }));
  }
  planNext(orderCase, payment.id);
  return moved(did);
}

function applyFailed(orderCase: OrderCase, payment: Payment, fact: Fact): Verdict {
  const failure = fact.failure ?? UNEXPLAINED;
  if (!fact.sessionOver) {
    if (!isOpen(payment)) return ignored('older_try');
    orderCase.patch(payment.id, { failure });
    return applied;
  }
  if (!orderCase.move(payment.id, 'fail')) return ignored('older_try');
  orderCase.patch(payment.id, { failure });
  orderCase.tell(payment.id, (order, told) => ({ type: 'payment.failed', order, payment: told, failure }));
  return applied;
}

/** Nobody can pay the session any more, and nobody has. */
function applyCancelled(orderCase: OrderCase, payment: Payment): Verdict {
  if (!isOpen(payment) || !orderCase.move(payment.id, 'cancel')) return ignored('nothing_new');
  const reason = orderCase.order.status === 'expired' ? 'order_expired' : 'session_ended';
  orderCase.tell(payment.id, (order, told) => ({ type: 'payment.cancelled', order, payment: told, reason }));
  return applied;
}

/** The authorization was given back, or ran out. */
function applyVoided(orderCase: OrderCase, payment: Payment, fact: Fact): Verdict {
  if (isOtherTry(payment, fact)) return ignored('older_try');
  if (payment.status !== 'authorized') {
    return refundableMinor(payment) > 0 ? quarantined('voided_after_capture') : ignored('nothing_new');
  }
  closeOpen(orderCase, payment.id, { kinds: ['void'], ok: true });
  endAuthorization(orderCase, payment.id, payment.releaseReason ?? 'authorization_expired');
  return applied;
}

/** R5: the capture failed for good and the authorization is gone. booking takes its places back. */
function applyCaptureFailed(orderCase: OrderCase, payment: Payment, fact: Fact): Verdict {
  if (isOtherTry(payment, fact) || payment.status !== 'authorized') return ignored('nothing_new');
  tellCaptureFailed(orderCase, payment, fact.failure ?? UNEXPLAINED);
  endAuthorization(orderCase, payment.id, 'capture_failed');
  return applied;
}

/** Says that a capture failed for good, once, and that all of the payment's money has to go back. */
export function tellCaptureFailed(orderCase: OrderCase, payment: Payment, failure: Failure): void {
  const releaseReason = payment.releaseReason ?? 'capture_failed';
  orderCase.patch(payment.id, { failure, captureWantedMinor: null, releaseReason });
  if (payment.releaseReason !== null) return;
  orderCase.tell(payment.id, (order, told) => ({ type: 'payment.capture_failed', order, payment: told, failure }));
}

function endAuthorization(orderCase: OrderCase, paymentId: string, reason: string): void {
  closeOpen(orderCase, paymentId, { kinds: ['capture', 'void'], ok: false });
  orderCase.move(paymentId, 'cancel');
  const payment = orderCase.patch(paymentId, { captureWantedMinor: null, refundWantedMinor: null });
  if (!payment.surplus) orderCase.moveOrder('void');
  orderCase.tell(paymentId, (order, told) => ({ type: 'payment.cancelled', order, payment: told, reason }));
}
