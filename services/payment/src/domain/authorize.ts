import type { Fact } from './fact.js';
import { hasBeenPaid } from './order.js';
import type { OrderCase } from './order-case.js';
import { isOpen, type Payment } from './payment.js';

/**
 * A success: the first of its order pays it; a later one is surplus and goes back by itself (R7). An order of a
 * merchant
 * that was given up meanwhile gives its money back too; for a booking's order booking decides (late money is real).
 */
export function authorize(orderCase: OrderCase, payment: Payment, fact: Fact): void {
  const { order } = orderCase;
  const surplus = hasBeenPaid(order);
  const givenUp = order.purpose !== 'booking' && (order.status === 'cancelled' || order.status === 'expired');
  const releaseReason = surplus ? 'surplus' : givenUp ? `order_${order.status}` : null;
  orderCase.move(payment.id, 'authorize');
  orderCase.patch(payment.id, {
    surplus,
    releaseReason,
    authorizedMinor: payment.amountMinor,
    providerPaymentId: fact.providerPaymentId ?? payment.providerPaymentId,
    failure: null,
    captureWantedMinor: releaseReason === null && capturesItself(orderCase, payment) ? payment.amountMinor : null,
  });
  if (!surplus) orderCase.moveOrder('pay');
  orderCase.patch(payment.id, { authorizedVersion: payment.version + 1 });
  orderCase.tell(payment.id, (told, now) => ({ type: 'payment.authorized', order: told, payment: now }));
}

function capturesItself(orderCase: OrderCase, payment: Payment): boolean {
  return payment.manualCapture && orderCase.order.purpose === 'plain' && orderCase.order.capture === 'automatic';
}

/**
 * When an order is paid, nobody should pay it again: sessions of its other payments are cancelled where the provider
 * can (R7).
 */
export function cancelSiblings(orderCase: OrderCase, paidPaymentId: string): void {
  for (const sibling of orderCase.allPayments()) {
    if (sibling.id !== paidPaymentId && isOpen(sibling)) cancelSession(orderCase, sibling);
  }
}

/** Writes the cancel call of an unpaid session; false when the provider can't or it was asked already. */
export function cancelSession(orderCase: OrderCase, payment: Payment): boolean {
  if (!payment.cancellable || payment.cancelAsked) return false;
  orderCase.write(payment.id, 'cancel', payment.amountMinor);
  orderCase.patch(payment.id, { cancelAsked: true });
  return true;
}
