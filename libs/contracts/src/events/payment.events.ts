import { Type } from '@sinclair/typebox';
import { defineEvent, field, sampleId } from './define.js';

const producer = 'payment' as const;
const outside = ['webhook-dispatcher', 'analytics'] as const;
const everyone = ['booking', ...outside] as const;

const orderData = {
  order_id: field.id(),
  merchant_id: field.id(),
  customer_id: field.nullableId(),
  livemode: Type.Boolean(),
  purpose: field.purpose(),
  hold_id: field.nullableId(),
  amount_minor: field.amountMinor(),
  currency: field.currency(),
  created_at: field.time(),
};
const orderSample = {
  order_id: sampleId.order,
  merchant_id: sampleId.merchant,
  customer_id: sampleId.customer,
  livemode: false,
  purpose: 'booking' as const,
  hold_id: sampleId.hold,
  amount_minor: 99_900,
  currency: 'INR',
  created_at: '2026-11-21T10:30:00.000Z',
};
const order = { producer, aggregate: 'order' };

/** `amount_minor` is what the event is about: authorized, captured, or the running total refunded. */
const paymentData = { ...orderData, payment_id: field.id(), provider: field.text(), method: field.nullableText() };
const paymentSample = { ...orderSample, payment_id: sampleId.payment, provider: 'simulator', method: 'upi' };
const payment = { producer, aggregate: 'payment' };
const failure = {
  code: 'insufficient_funds',
  message: 'The account has too little money.',
  next: 'other_method' as const,
};

const refundData = { ...paymentData, refund_id: field.id(), reason: field.nullableText() };
const refundSample = { ...paymentSample, refund_id: sampleId.refund, reason: 'requested' };
const refund = { producer, aggregate: 'payment' };

export const paymentEvents = [
  defineEvent('order.created', { ...order, consumers: ['analytics'], data: orderData, sample: orderSample }),
  defineEvent('order.expired', {
    ...order,
    consumers: outside,
    data: { ...orderData, reason: field.text() },
    sample: { ...orderSample, reason: 'hold_expired' },
  }),
  defineEvent('order.cancelled', {
    ...order,
    consumers: outside,
    data: { ...orderData, reason: field.text() },
    sample: { ...orderSample, reason: 'requested_by_merchant' },
  }),
  defineEvent('payment.authorized', {
    ...payment,
    consumers: everyone,
    data: { ...paymentData, order_version: Type.Integer({ minimum: 1 }), surplus: Type.Boolean() },
    sample: { ...paymentSample, order_version: 2, surplus: false },
  }),
  defineEvent('payment.captured', { ...payment, consumers: everyone, data: paymentData, sample: paymentSample }),
  defineEvent('payment.capture_failed', {
    ...payment,
    consumers: everyone,
    data: { ...paymentData, failure: field.failure() },
    sample: { ...paymentSample, failure },
  }),
  defineEvent('payment.failed', {
    ...payment,
    consumers: everyone,
    data: { ...paymentData, failure: field.failure() },
    sample: { ...paymentSample, failure },
  }),
  defineEvent('payment.cancelled', {
    ...payment,
    consumers: everyone,
    data: { ...paymentData, reason: field.text() },
    sample: { ...paymentSample, reason: 'voided' },
  }),
  defineEvent('payment.refunded', {
    ...payment,
    consumers: everyone,
    data: { ...paymentData, full: Type.Boolean() },
    sample: { ...paymentSample, full: true },
  }),
  defineEvent('refund.processed', { ...refund, consumers: outside, data: refundData, sample: refundSample }),
  defineEvent('refund.failed', {
    ...refund,
    consumers: outside,
    data: { ...refundData, failure: field.failure() },
    sample: { ...refundSample, failure },
  }),
] as const;
