import type { EventData } from '#contracts';
import type { Happening } from '../domain/happening.js';
import type { Order } from '../domain/order.js';
import type { Payment } from '../domain/payment.js';
import type { Refund } from '../domain/refund.js';
import type { NewEvent } from './ports.js';

/** What happened, in the published language. */
export function eventOf(happening: Happening): NewEvent {
  switch (happening.type) {
    case 'order.created':
      return ofOrder(happening.order, happening.type, orderData(happening.order));
    case 'order.expired':
    case 'order.cancelled':
      return ofOrder(happening.order, happening.type, { ...orderData(happening.order), reason: happening.reason });
    case 'refund.processed':
    case 'refund.failed':
      return eventOfRefund(happening);
    default:
      return eventOfPayment(happening);
  }
}

type OfRefund = Extract<Happening, { refund: Refund }>;
type OfPayment = Exclude<Extract<Happening, { payment: Payment }>, OfRefund>;

function eventOfPayment(happening: OfPayment): NewEvent {
  const { type, order, payment } = happening;
  const about = (amountMinor: number) => paymentData(order, payment, amountMinor);
  const version = { aggregateId: payment.id, aggregateVersion: payment.version };
  switch (type) {
    case 'payment.authorized': {
      const { surplus, authorizedMinor } = payment;
      return { type, ...version, data: { ...about(authorizedMinor), order_version: order.version, surplus } };
    }
    case 'payment.captured':
      return { type, ...version, data: about(payment.capturedMinor) };
    case 'payment.failed':
    case 'payment.capture_failed':
      return { type, ...version, data: { ...about(payment.amountMinor), failure: { ...happening.failure } } };
    case 'payment.cancelled':
      return { type, ...version, data: { ...about(payment.amountMinor), reason: happening.reason } };
    case 'payment.refunded':
      return { type, ...version, data: { ...about(payment.refundedMinor), full: happening.full } };
  }
}

function eventOfRefund(happening: OfRefund): NewEvent {
  const { order, payment, refund } = happening;
  const version = { aggregateId: payment.id, aggregateVersion: payment.version };
  const data = { ...paymentData(order, payment, refund.amountMinor), refund_id: refund.id, reason: refund.reason };
  return happening.type === 'refund.processed'
    ? { type: happening.type, ...version, data }
    : { type: happening.type, ...version, data: { ...data, failure: { ...happening.failure } } };
}

function ofOrder<T extends 'order.created' | 'order.expired' | 'order.cancelled'>(
  order: Order,
  type: T,
  data: EventData<T>,
): NewEvent {
  return { type, aggregateId: order.id, aggregateVersion: order.version, data } as NewEvent;
}

function orderData(order: Order): EventData<'order.created'> {
  return {
    order_id: order.id,
    merchant_id: order.merchantId,
    customer_id: order.customerId,
    livemode: order.livemode,
    purpose: order.purpose,
    hold_id: order.holdId,
    amount_minor: order.amountMinor,
    currency: order.currency,
    created_at: order.createdAt.toISOString(),
  };
}

function paymentData(order: Order, payment: Payment, amountMinor: number): EventData<'payment.captured'> {
  return {
    ...orderData(order),
    amount_minor: amountMinor,
    created_at: payment.createdAt.toISOString(),
    payment_id: payment.id,
    provider: payment.provider,
    method: payment.method,
  };
}
