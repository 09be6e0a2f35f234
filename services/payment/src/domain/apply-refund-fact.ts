import { applied, type Fact, ignored, quarantined, type Verdict } from './fact.js';
import { journalOf } from './ledger.js';
import { closeOpen, planNext } from './next-operation.js';
import type { OrderCase } from './order-case.js';
import type { Failure } from './failure.js';
import type { Payment } from './payment.js';
import type { Refund } from './refund.js';

const UNEXPLAINED: Failure = { code: 'refund_failed', message: 'The refund did not go through.', next: 'contact' };

/** News of a refund: accepted, done, refused, or come back after it was done. */
export function applyRefundFact(orderCase: OrderCase, payment: Payment, fact: Fact): Verdict {
  const refund = fact.refundId === null ? undefined : orderCase.refund(fact.refundId);
  if (!refund || refund.paymentId !== payment.id) return quarantined('refund_not_ours');
  if (fact.amountMinor !== null && fact.amountMinor !== refund.amountMinor) return quarantined('amount_mismatch');
  if (fact.providerRefundId && !refund.providerRefundId) {
    orderCase.putRefund({ ...refund, providerRefundId: fact.providerRefundId });
  }
  const verdict = step(orderCase, refund, fact);
  const ok = fact.outcome !== 'refund_failed';
  closeOpen(orderCase, payment.id, { kinds: ['refund'], id: refund.id, ok });
  // A release whose refund failed is not asked again at once: it would fail in a circle; the daily sweep asks.
  if (ok || payment.releaseReason === null) planNext(orderCase, payment.id);
  return verdict;
}

function step(orderCase: OrderCase, refund: Refund, fact: Fact): Verdict {
  switch (fact.outcome) {
    case 'refund_processed':
      return processed(orderCase, refund);
    case 'refund_failed':
      return failed(orderCase, refund, fact.failure ?? UNEXPLAINED);
    default:
      return applied;
  }
}

function processed(orderCase: OrderCase, refund: Refund): Verdict {
  if (!orderCase.moveRefund(refund.id, 'process')) {
    return refund.status === 'failed' ? quarantined('refund_processed_after_failure') : ignored('nothing_new');
  }
  const before = orderCase.payment(refund.paymentId);
  const after = orderCase.patch(before.id, {
    refundedMinor: before.refundedMinor + refund.amountMinor,
    refundingMinor: before.refundingMinor - refund.amountMinor,
  });
  bookKept(orderCase, 'refund', before, after, refund.id);
  const full = after.refundedMinor === after.capturedMinor;
  orderCase.move(before.id, full ? 'refund_all' : 'refund_part');
  if (!before.surplus) orderCase.moveOrder(full ? 'refund_all' : 'refund_part');
  const told = orderCase.refund(refund.id) ?? refund;
  orderCase.tell(before.id, (order, payment) => ({ type: 'refund.processed', order, payment, refund: told }));
  orderCase.tell(before.id, (order, payment) => ({ type: 'payment.refunded', order, payment, full }));
  return applied;
}

function failed(orderCase: OrderCase, refund: Refund, failure: Failure): Verdict {
  if (!orderCase.moveRefund(refund.id, 'fail', failure)) return ignored('nothing_new');
  const before = orderCase.payment(refund.paymentId);
  if (refund.status === 'pending') {
    orderCase.patch(before.id, { refundingMinor: before.refundingMinor - refund.amountMinor });
  } else {
    takeBack(orderCase, before, refund);
  }
  const told = orderCase.refund(refund.id) ?? refund;
  orderCase.tell(before.id, (order, payment) => ({ type: 'refund.failed', order, payment, refund: told, failure }));
  return applied;
}

/** The refunded money is ours again: the states go back the way they came. */
function takeBack(orderCase: OrderCase, before: Payment, refund: Refund): void {
  const after = orderCase.patch(before.id, { refundedMinor: before.refundedMinor - refund.amountMinor });
  bookKept(orderCase, 'refund_reversal', before, after, refund.id);
  const move = after.refundedMinor === 0 ? 'unrefund' : 'refund_part';
  orderCase.move(before.id, move);
  if (!before.surplus) orderCase.moveOrder(move);
}

function bookKept(
  orderCase: OrderCase,
  kind: 'refund' | 'refund_reversal',
  before: Payment,
  after: Payment,
  refundId: string,
): void {
  const kept = {
    beforeMinor: before.capturedMinor - before.refundedMinor,
    afterMinor: after.capturedMinor - after.refundedMinor,
  };
  orderCase.book(journalOf(kind, orderCase.order, after, kept, refundId));
}
