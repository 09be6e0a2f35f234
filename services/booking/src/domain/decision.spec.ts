import { decide, type Known, type Question } from './decision.js';
import type { Hold } from './hold.js';

const question: Question = {
  paymentId: 'p',
  orderId: 'o',
  paymentVersion: 2,
  merchantId: 'm',
  customerId: 'c',
  livemode: false,
  amountMinor: 100,
  currency: 'INR',
};
const hold: Hold = {
  id: 'h',
  orderId: 'o',
  cartId: 'cart',
  customer: { id: 'c', email: '', name: '' },
  merchantId: 'm',
  livemode: false,
  amountMinor: 100,
  currency: 'INR',
  status: 'active',
  lines: [],
};
const nothing: Known = { stored: undefined, overtaken: undefined, orderBooked: false, hold: undefined };
const stored = {
  paymentId: 'p',
  orderId: 'o',
  outcome: 'closed',
  bookingId: null,
  bookId: null,
  reason: 'given_up',
  answerEventId: 'e',
  decidedAt: new Date(0),
} as const;

describe('deciding a payment', () => {
  it('confirms on a live hold of the same amount, currency, merchant and mode', () => {
    expect(decide(question, { ...nothing, hold })).toMatchObject({ kind: 'confirm' });
  });

  it.each(['expired', 'released', 'consumed'] as const)('claims the places again when the hold is %s (R9)', (status) => {
    expect(decide(question, { ...nothing, hold: { ...hold, status } })).toMatchObject({ kind: 'claim' });
  });

  it('a stored decision stands, whatever else is known (R2, R3)', () => {
    const overtaken = { cause: 'payment_refunded', paymentVersion: 9 } as const;
    expect(decide(question, { stored, overtaken, orderBooked: true, hold })).toEqual({ kind: 'repeat', decision: stored });
  });

  it('only news newer than the question overtake it (F22)', () => {
    const news = (paymentVersion: number) => ({ cause: 'capture_failed', paymentVersion }) as const;
    expect(decide(question, { ...nothing, hold, overtaken: news(3) })).toEqual({ kind: 'reject', reason: 'capture_failed' });
    expect(decide(question, { ...nothing, hold, overtaken: news(2) })).toMatchObject({ kind: 'confirm' });
  });

  it.each([
    ['already_booked', { ...nothing, hold, orderBooked: true }],
    ['no_hold', nothing],
    ['amount_mismatch', { ...nothing, hold: { ...hold, amountMinor: 99 } }],
    ['amount_mismatch', { ...nothing, hold: { ...hold, currency: 'USD' } }],
    ['order_mismatch', { ...nothing, hold: { ...hold, merchantId: 'other' } }],
    ['order_mismatch', { ...nothing, hold: { ...hold, livemode: true } }],
  ] as const)('rejects with %s', (reason, known) => {
    expect(decide(question, known)).toEqual({ kind: 'reject', reason });
  });
});
