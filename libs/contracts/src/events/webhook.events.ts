import { Type } from '@sinclair/typebox';
import { defineEvent, field, sampleId } from './define.js';

const about = { producer: 'webhook-dispatcher', consumers: ['analytics'] } as const;
const data = { endpoint_id: field.id(), merchant_id: field.id(), livemode: Type.Boolean() };
const sample = { endpoint_id: sampleId.endpoint, merchant_id: sampleId.merchant, livemode: false };

export const webhookEvents = [
  defineEvent('delivery.exhausted', {
    ...about,
    aggregate: 'delivery',
    data: { ...data, delivery_id: field.id(), event_id: field.id(), event_type: field.text() },
    sample: { ...sample, delivery_id: sampleId.delivery, event_id: sampleId.event, event_type: 'payment.captured' },
  }),
  defineEvent('endpoint.disabled', {
    ...about,
    aggregate: 'endpoint',
    data: { ...data, reason: field.text() },
    sample: { ...sample, reason: 'gone' },
  }),
] as const;
