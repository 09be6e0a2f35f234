import { eventsConsumedBy } from '#contracts';
import { formatAmount } from '#kernel';
import { webhookBody } from './webhook-body.js';

const occurredAt = new Date('2026-11-21T10:30:00.123Z');
const id = '01939d5a-0000-7000-8000-00000000000a';
const events = eventsConsumedBy('webhook-dispatcher').filter(({ type }) => !type.startsWith('merchant.'));
const bodyOf = (type: string, data: Record<string, unknown>) =>
  JSON.parse(webhookBody({ id, type, occurredAt, data })) as Record<string, unknown>;

describe.each(events)('the body of $type', ({ type, sample }) => {
  const data = sample as Record<string, unknown>;

  it('has the fields of the contract', () => {
    const { amount_minor: minor, currency } = data as { amount_minor: number; currency: string };
    expect(bodyOf(type, data)).toMatchObject({
      id,
      event: type,
      payment_id: data['payment_id'] ?? null,
      order_id: data['order_id'] ?? null,
      amount: formatAmount(minor, currency),
      amount_minor: minor,
      currency,
      status: expect.stringMatching(/^[a-z_]+$/),
      created_at: '2026-11-21T10:30:00.123Z',
      livemode: data['livemode'],
    });
  });

  it('has what the event adds, without our bookkeeping', () => {
    const body = bodyOf(type, data);
    for (const name of ['refund_id', 'book_id', 'reason', 'failure', 'method', 'ticket_id'] as const) {
      if (name in data) expect(body[name]).toEqual(data[name]);
    }
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['merchant_id']));
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['order_version']));
  });

  it('is the same text each time', () => {
    const source = { id, type, occurredAt, data };
    expect(webhookBody(source)).toBe(webhookBody(structuredClone(source)));
  });
});

describe('the body of a webhook', () => {
  it('says the status the event tells', () => {
    const status = (type: string, data = {}) => bodyOf(type, data)['status'];
    expect(status('payment.authorized')).toBe('authorized');
    expect(status('payment.capture_failed')).toBe('capture_failed');
    expect(status('payment.refunded', { full: true })).toBe('refunded');
    expect(status('payment.refunded', { full: false })).toBe('partially_refunded');
    expect(status('booking.checked_in')).toBe('checked_in');
  });

  it('formats further amounts by the currency', () => {
    const body = bodyOf('booking.cancelled', { amount_minor: 5_000, refund_amount_minor: 1_234, currency: 'KWD' });
    expect(body).toMatchObject({ amount: '5.000', refund_amount: '1.234', refund_amount_minor: 1_234 });
  });
});
