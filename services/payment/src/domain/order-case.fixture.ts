import { newId } from '#kernel';
import { startAttempt } from './attempt.js';
import type { Fact } from './fact.js';
import type { Order } from './order.js';
import { OrderCase } from './order-case.js';
import type { Payment } from './payment.js';
import { priceOf } from './pricing.js';

const AT = new Date('2026-11-21T10:30:00.000Z');

export function orderOf(fields: Partial<Order> = {}): Order {
  const line = { title: 'GA', quantity: 1, unitPriceMinor: 99_900, slotId: null, tierId: null };
  return {
    id: newId(),
    merchantId: newId(),
    customerId: newId(),
    livemode: false,
    purpose: 'booking',
    holdId: newId(),
    amountMinor: 99_900,
    currency: 'INR',
    capture: 'automatic',
    status: 'created',
    version: 1,
    snapshot: priceOf([line], 'INR', { feeBps: 200, feePayer: 'merchant' }),
    createdAt: AT,
    ...fields,
  };
}

export function attemptOf(fields: Partial<Payment> = {}) {
  return {
    id: newId(),
    operationId: newId(),
    parentPaymentId: null,
    provider: 'simulator',
    accountId: 'platform',
    method: 'upi',
    manualCapture: true,
    cancellable: true,
    instrument: null,
    pollUntil: AT,
    createdAt: AT,
    ...fields,
  };
}

/** An order with one payment whose session is open. */
export function openCase(order: Partial<Order> = {}, attempt: Partial<Payment> = {}) {
  const orderCase = new OrderCase(orderOf(order), [], [], newId);
  const payment = startAttempt(orderCase, attemptOf(attempt));
  orderCase.patch(payment.id, { creating: false, providerSessionId: `ses_${payment.id}` });
  return { orderCase, id: payment.id };
}

export function factOf(orderCase: OrderCase, paymentId: string, fact: Partial<Fact>): Fact {
  const payment = orderCase.payment(paymentId);
  return {
    provider: payment.provider,
    accountId: payment.accountId,
    livemode: null,
    paymentId,
    outcome: 'authorized',
    providerPaymentId: 'pay_1',
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    failure: null,
    refundId: null,
    providerRefundId: null,
    sessionOver: true,
    ...fact,
  };
}

/** What the case tells, by name and in order. */
export function told(orderCase: OrderCase): string[] {
  return orderCase.changes().happenings.map(({ type }) => type);
}

export function written(orderCase: OrderCase): string[] {
  return orderCase.changes().operations.map(({ kind }) => kind);
}
