import { cancelSiblings } from './authorize.js';
import type { OrderCase } from './order-case.js';
import { isOpen, type Payment } from './payment.js';
import { notPayable } from './payment.errors.js';

/** What a new attempt is made of. */
export type Attempt = Pick<
  Payment,
  | 'id'
  | 'parentPaymentId'
  | 'provider'
  | 'accountId'
  | 'method'
  | 'manualCapture'
  | 'cancellable'
  | 'instrument'
  | 'pollUntil'
  | 'createdAt'
> & { readonly operationId: string };

/** The payment of an order that is on its way and may still succeed. */
export function livePayment(orderCase: OrderCase): Payment | undefined {
  return orderCase.allPayments().find((payment) => isOpen(payment) && !payment.cancelAsked);
}

/**
 * Starts a new attempt to pay the order and writes its create call (R4). A session still open is cancelled where the
 * provider can. Throws 1009 when the order can't be paid, or while the outcome of an attempt is not known.
 */
export function startAttempt(orderCase: OrderCase, attempt: Attempt): Payment {
  const { order } = orderCase;
  if (order.status !== 'created' && order.status !== 'attempted') {
    throw notPayable(`An order that is ${order.status.replace('_', ' ')} can not be paid.`);
  }
  const undecided = orderCase.allPayments().some((one) => isOpen(one) && (one.creating || one.status === 'unknown'));
  if (undecided) throw notPayable('The outcome of a payment of this order is not known yet.');
  const payment = firstState(orderCase, attempt);
  orderCase.add(payment);
  orderCase.moveOrder('attempt');
  cancelSiblings(orderCase, payment.id);
  orderCase.write(payment.id, 'create', payment.amountMinor, attempt.operationId);
  return payment;
}

function firstState(orderCase: OrderCase, attempt: Attempt): Payment {
  const { operationId: _written, ...fields } = attempt;
  return {
    ...fields,
    orderId: orderCase.order.id,
    amountMinor: orderCase.order.amountMinor,
    currency: orderCase.order.currency,
    status: 'pending',
    surplus: false,
    authorizedMinor: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    refundingMinor: 0,
    providerSessionId: null,
    providerPaymentId: null,
    failure: null,
    checkout: null,
    creating: true,
    cancelAsked: false,
    openOperation: null,
    captureWantedMinor: null,
    refundWantedMinor: null,
    releaseReason: null,
    decision: null,
    bookId: null,
    bookingStatus: null,
    version: 1,
    authorizedVersion: null,
  };
}
