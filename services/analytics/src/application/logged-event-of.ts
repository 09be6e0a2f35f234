import type { ReceivedEvent } from '#messaging';
import type { LoggedEvent } from '../domain/logged-event.js';

/** Columns of their own, or told by another event; a merchant's URL may hold a secret. */
const NOT_IN_DATA = new Set([
  'payment_id',
  'order_id',
  'merchant_id',
  'livemode',
  'amount_minor',
  'currency',
  'created_at',
  'webhook_url',
]);

/** An event of any type by the fields most of them share. */
export function loggedEventOf(event: ReceivedEvent): LoggedEvent {
  const data = event.data as Readonly<Record<string, unknown>>;
  const rest = Object.entries(data).filter(([name, value]) => value !== null && !NOT_IN_DATA.has(name));
  return {
    id: event.id,
    type: event.type,
    aggregateId: event.aggregateId,
    aggregateVersion: event.aggregateVersion,
    paymentId: (data['payment_id'] as string | null | undefined) ?? null,
    orderId: (data['order_id'] as string | null | undefined) ?? null,
    merchantId: (data['merchant_id'] as string | undefined) ?? null,
    livemode: (data['livemode'] as boolean | undefined) ?? null,
    occurredAt: event.occurredAt,
    amountMinor: (data['amount_minor'] as number | undefined) ?? null,
    currency: (data['currency'] as string | undefined) ?? null,
    data: Object.fromEntries(rest),
  };
}
