import { Type } from '@sinclair/typebox';
import { defineEvent, field, sampleId } from './define.js';

const producer = 'booking' as const;
const everyone = ['payment', 'webhook-dispatcher', 'analytics'] as const;

const answerData = {
  payment_id: field.id(),
  order_id: field.id(),
  merchant_id: field.id(),
  customer_id: field.nullableId(),
  livemode: Type.Boolean(),
  amount_minor: field.amountMinor(),
  currency: field.currency(),
  created_at: field.time(),
};
const answerSample = {
  payment_id: sampleId.payment,
  order_id: sampleId.order,
  merchant_id: sampleId.merchant,
  customer_id: sampleId.customer,
  livemode: false,
  amount_minor: 99_900,
  currency: 'INR',
  created_at: '2026-11-21T10:31:00.000Z',
};
const bookingData = { booking_id: field.id(), book_id: Type.String({ pattern: '^BK-[0-9A-F]{8}$' }) };
const bookingSample = { booking_id: sampleId.booking, book_id: 'BK-449034CB' };
const free = { payment_id: field.nullableId(), order_id: field.nullableId() };

export const bookingEvents = [
  defineEvent('booking.confirmed', {
    producer,
    consumers: everyone,
    aggregate: 'booking',
    data: { ...answerData, ...free, ...bookingData, kind: Type.Union([Type.Literal('paid'), Type.Literal('free')]) },
    sample: { ...answerSample, ...bookingSample, kind: 'paid' },
  }),
  defineEvent('booking.rejected', {
    producer,
    consumers: everyone,
    aggregate: 'decision',
    data: { ...answerData, reason: field.text() },
    sample: { ...answerSample, reason: 'sold_out' },
  }),
  defineEvent('booking.cancelled', {
    producer,
    consumers: everyone,
    aggregate: 'booking',
    data: { ...answerData, ...free, ...bookingData, reason: field.text(), refund_amount_minor: field.amountMinor() },
    sample: { ...answerSample, ...bookingSample, reason: 'cancelled_by_customer', refund_amount_minor: 99_900 },
  }),
  defineEvent('booking.checked_in', {
    producer,
    consumers: ['webhook-dispatcher', 'analytics'],
    aggregate: 'booking',
    data: { ...answerData, ...free, ...bookingData, ticket_id: field.id() },
    sample: { ...answerSample, ...bookingSample, ticket_id: sampleId.event },
  }),
] as const;
