import { Type } from '@sinclair/typebox';
import { defineEvent, field, sampleId } from './define.js';

const data = { merchant_id: field.id(), name: field.text(), email: field.text(), livemode: Type.Boolean() };
const sample = { merchant_id: sampleId.merchant, name: 'RailBay', email: 'owner@railbay.example', livemode: false };
const producer = 'auth' as const;
const aggregate = 'merchant';

export const merchantEvents = [
  defineEvent('merchant.registered', {
    producer,
    consumers: ['webhook-dispatcher', 'payment', 'analytics'],
    aggregate,
    data: { ...data, webhook_url: field.nullableText() },
    sample: { ...sample, webhook_url: 'https://railbay.example/hooks' },
  }),
  defineEvent('merchant.updated', {
    producer,
    consumers: ['webhook-dispatcher', 'payment', 'analytics'],
    aggregate,
    data: { ...data, webhook_url: field.nullableText() },
    sample: { ...sample, webhook_url: null },
  }),
  defineEvent('merchant.disabled', {
    producer,
    consumers: ['webhook-dispatcher', 'payment', 'analytics'],
    aggregate,
    data: { merchant_id: field.id(), livemode: Type.Boolean(), disabled: Type.Boolean() },
    sample: { merchant_id: sampleId.merchant, livemode: false, disabled: true },
  }),
  defineEvent('admin.registered', {
    producer,
    consumers: ['analytics'],
    aggregate: 'user',
    data: { user_id: field.id() },
    sample: { user_id: sampleId.user },
  }),
  defineEvent('admin.disabled', {
    producer,
    consumers: ['analytics'],
    aggregate: 'user',
    data: { user_id: field.id(), disabled: Type.Boolean() },
    sample: { user_id: sampleId.user, disabled: true },
  }),
] as const;
