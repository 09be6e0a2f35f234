import { formatAmount } from '#kernel';

/** What the builder needs of an event; every event that names the dispatcher as consumer has it. */
export interface BodySource {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Bookkeeping between our services, not for merchants. */
const INTERNAL = new Set(['merchant_id', 'order_version', 'hold_id', 'created_at', 'livemode']);
const MINOR = /^(.*amount)_minor$/;

/**
 * The body of a webhook, once and for all tries: the contract's fields first, then whatever the event adds. Each
 * `…amount_minor` is preceded by its decimal `…amount`.
 */
export function webhookBody({ id, type, occurredAt, data }: BodySource): string {
  const currency = typeof data['currency'] === 'string' ? data['currency'] : 'INR';
  const minor = typeof data['amount_minor'] === 'number' ? data['amount_minor'] : 0;
  const body: Record<string, unknown> = {
    id,
    event: type,
    payment_id: data['payment_id'] ?? null,
    order_id: data['order_id'] ?? null,
    amount: formatAmount(minor, currency),
    amount_minor: minor,
    currency,
    status: statusOf(type, data),
    created_at: occurredAt.toISOString(),
    livemode: data['livemode'] === true,
  };
  for (const [name, value] of Object.entries(data)) {
    if (name in body || INTERNAL.has(name)) continue;
    const [, decimal] = MINOR.exec(name) ?? [];
    if (decimal !== undefined && typeof value === 'number') body[decimal] = formatAmount(value, currency);
    body[name] = value;
  }
  return JSON.stringify(body);
}

/** What the event says happened; `payment.refunded` may have been in part. */
function statusOf(type: string, data: BodySource['data']): string {
  if (type === 'payment.refunded' && data['full'] === false) return 'partially_refunded';
  return type.slice(type.indexOf('.') + 1);
}
