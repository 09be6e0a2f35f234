import { cancelSession } from './authorize.js';
import { hasBeenPaid } from './order.js';
import type { OrderCase } from './order-case.js';
import { isOpen, type Payment } from './payment.js';
import { illegalMove } from './payment.errors.js';

export type Closing = 'paid' | 'wait' | 'closed';

/**
 * Gives up an order whose hold ran out (R8). `wait`: a payment may have succeeded and nobody knows yet. A session the
 * provider can't cancel is given up on our side only: a success that comes after all is late truth.
 */
export function closeOrder(orderCase: OrderCase, reason: string): Closing {
  if (hasBeenPaid(orderCase.order)) return 'paid';
  const live = orderCase.allPayments().filter(isOpen);
  if (live.some(({ status, creating }) => status === 'unknown' || creating)) return 'wait';
  if (orderCase.moveOrder('expire')) {
    orderCase.tellOfOrder((order) => ({ type: 'order.expired', order, reason }));
  }
  giveUpSessions(orderCase, live, 'order_expired');
  return 'closed';
}

/** The merchant takes an unpaid order back. Asked again it stays as it is. Throws 1022 for a paid one. */
export function cancelOrder(orderCase: OrderCase, reason: string): void {
  const { order } = orderCase;
  if (order.status === 'cancelled') return;
  if (!orderCase.moveOrder('cancel')) throw illegalMove(`An order that is ${order.status} can not be cancelled.`);
  orderCase.tellOfOrder((told) => ({ type: 'order.cancelled', order: told, reason }));
  giveUpSessions(orderCase, orderCase.allPayments().filter(isOpen), 'order_cancelled');
}

function giveUpSessions(orderCase: OrderCase, live: readonly Payment[], reason: string): void {
  for (const payment of live) {
    // What is not known stays so and is polled (R14); what can be cancelled ends when the provider says so.
    if (payment.status === 'unknown' || payment.creating || payment.cancellable) {
      cancelSession(orderCase, payment);
    } else if (orderCase.move(payment.id, 'cancel')) {
      orderCase.tell(payment.id, (order, told) => ({ type: 'payment.cancelled', order, payment: told, reason }));
    }
  }
}
