import { Type } from '@sinclair/typebox';
import { defineEvent, field, sampleId } from './define.js';

/**
 * What somebody did by hand, for the audit log that auth keeps: who, what to what, from where. Never what a customer's
 * way to a ticket does, and never a secret.
 */
const about = { consumers: ['auth'], aggregate: 'act' } as const;

const data = {
  action: Type.String({ pattern: '^[a-z][a-z_]{2,59}$' }),
  actor_id: field.id(),
  /** The session or API key the actor came with. */
  credential_id: field.nullableId(),
  /** Whose thing it is; null where no merchant is concerned. */
  merchant_id: field.nullableId(),
  target_type: Type.String({ pattern: '^[a-z][a-z_]{1,39}$' }),
  target_id: Type.String({ minLength: 1, maxLength: 100 }),
  ip: Type.Union([Type.String({ maxLength: 45 }), Type.Null()]),
  request_id: Type.Union([Type.String({ maxLength: 100 }), Type.Null()]),
  detail: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
};

const sample = {
  actor_id: sampleId.user,
  credential_id: sampleId.event,
  merchant_id: sampleId.merchant,
  ip: '203.0.113.7',
  request_id: '01939d5a-0000-7000-8000-0000000000ff',
};

export const actEvents = [
  defineEvent('payment.act_recorded', {
    ...about,
    producer: 'payment',
    data,
    sample: {
      ...sample,
      action: 'refund_requested',
      target_type: 'refund',
      target_id: sampleId.refund,
      detail: { payment_id: sampleId.payment, amount_minor: 99_900, currency: 'INR' },
    },
  }),
  defineEvent('booking.act_recorded', {
    ...about,
    producer: 'booking',
    data,
    sample: { ...sample, action: 'booking_cancelled', target_type: 'booking', target_id: 'BK-449034CB', detail: null },
  }),
  defineEvent('endpoint.act_recorded', {
    ...about,
    producer: 'webhook-dispatcher',
    data,
    sample: {
      ...sample,
      action: 'endpoint_secret_rotated',
      target_type: 'endpoint',
      target_id: sampleId.endpoint,
      detail: null,
    },
  }),
] as const;
