import fc from 'fast-check';
import { BEHAVIOURS } from './behaviour.js';
import { cancel, settle } from './ending.js';
import { capture, refund, voidAuthorization } from './money-moves.js';
import { confirmOtp, pay } from './paying.js';
import { Refusal } from './refusal.js';
import type { Rules } from './rules.js';
import type { Session, Try } from './session.js';
import { SessionBook } from './session-book.js';
import { after } from './times.js';

const START = new Date('2026-11-21T10:00:00.000Z');
const rules: Rules = {
  successRate: 0.5,
  seed: 's',
  pendingS: 5,
  lateS: 60,
  refundS: 5,
  authorizationS: 600,
  hangMs: 1,
};

function book(more: Partial<Session> = {}): SessionBook {
  const about = { id: `cs_${'0'.repeat(32)}`, reference: 'r', idempotencyKey: 'k', requestHash: 'h', description: '' };
  const money = { amount: 1_000, currency: 'INR', capture: 'manual' as const, method: null };
  const urls = { returnUrl: 'http://m/r', notifyUrl: 'http://m/n', serverSide: false };
  const times = { createdAt: START, expiresAt: after(START, 900), closedAt: null };
  const state = { status: 'open' as const, cancelledBy: null, tryCount: 0 };
  return new SessionBook({ ...about, ...money, ...urls, ...times, ...state, ...more }, [], []);
}
const by = (behaviour: (typeof BEHAVIOURS)[number]) => ({ method: 'upi' as const, behaviour });
const told = (one: SessionBook) => one.happenings.map(({ type }) => type);

describe('A session', () => {
  it('is captured at once where the merchant asked so', () => {
    const one = book({ capture: 'automatic' });
    expect(pay(one, by('authorize'), { now: START }, rules)).toMatchObject({
      status: 'captured',
      capturedAmount: 1_000,
    });
    expect(told(one)).toEqual(['payment.authorized', 'payment.captured']);
    expect(one.entries).toMatchObject([{ kind: 'capture', debit: 'customer', credit: 'merchant', amount: 1_000 }]);
  });

  it('takes a late success, also when it has been cancelled since', () => {
    const one = book();
    pay(one, by('late'), { now: START }, rules);
    cancel(one, 'merchant', after(START, 10));
    settle(one, after(START, 61), rules);
    expect(one.session.status).toBe('completed');
    expect(told(one)).toEqual(['payment.declined', 'session.cancelled', 'payment.authorized']);
  });

  it('takes no late success when another try has paid it', () => {
    const one = book();
    pay(one, by('late'), { now: START }, rules);
    pay(one, by('authorize'), { now: START }, rules);
    settle(one, after(START, 61), rules);
    expect(one.tries.map(({ status }) => status)).toEqual(['declined', 'authorized']);
  });

  it('takes no second try while one is being processed, and no cancelling', () => {
    const one = book();
    pay(one, by('pending'), { now: START }, rules);
    expect(() => pay(one, by('authorize'), { now: START }, rules)).toThrow(Refusal);
    expect(() => cancel(one, 'merchant', START)).toThrow(Refusal);
  });

  it('gives up a try whose password never came when it expires', () => {
    const one = book();
    pay(one, by('otp'), { now: START }, rules);
    settle(one, after(START, 901), rules);
    expect(told(one)).toEqual(['payment.requires_otp', 'payment.declined', 'session.expired']);
    expect(() => confirmOtp(one, '123456', after(START, 902), rules)).toThrow(Refusal);
  });

  it('lets an authorization nobody captured lapse', () => {
    const one = book();
    pay(one, by('authorize'), { now: START }, rules);
    settle(one, after(START, 601), rules);
    expect(one.tries[0]).toMatchObject({ status: 'voided', failureCode: 'authorization_lapsed' });
  });
});

type Step = (one: SessionBook, now: Date) => unknown;
const first = (one: SessionBook): Try => one.tries.find(({ authorizedAt }) => authorizedAt) ?? (one.tries[0] as Try);
const step = fc.oneof(
  fc.constantFrom(...BEHAVIOURS).map(
    (behaviour): Step =>
      (one, now) =>
        pay(one, by(behaviour), { now }, rules),
  ),
  fc.constantFrom('123456', '0').map(
    (code): Step =>
      (one, now) =>
        confirmOtp(one, code, now, rules),
  ),
  fc.tuple(fc.integer({ min: 1, max: 1_200 }), fc.constantFrom('a', 'b')).map(
    ([amount, key]): Step =>
      (one, now) =>
        one.tries[0] && capture(one, first(one), { key, amount, now }),
  ),
  fc.constantFrom('v', 'w').map(
    (key): Step =>
      (one, now) =>
        one.tries[0] && voidAuthorization(one, first(one), { key, now }),
  ),
  fc.tuple(fc.integer({ min: 1, max: 700 }), fc.constantFrom('x', 'y', 'z')).map(
    ([amount, key]): Step =>
      (one, now) =>
        one.tries[0] && refund(one, first(one), { key, amount, merchantRefundId: key, now }, rules),
  ),
  fc.constant<Step>((one, now) => cancel(one, 'customer', now)),
  fc.constant<Step>((one, now) => settle(one, now, rules)),
);

function balanced(one: SessionBook): void {
  const sum = (kind: string) =>
    one.entries.filter((entry) => entry.kind === kind).reduce((total, { amount }) => total + amount, 0);
  const captured = one.tries.reduce((total, { capturedAmount }) => total + capturedAmount, 0);
  const refunded = one.tries.reduce((total, { refundedAmount }) => total + refundedAmount, 0);
  expect(sum('capture')).toBe(captured);
  expect(sum('refund') - sum('refund_returned')).toBe(refunded);
  expect(refunded).toBeLessThanOrEqual(captured);
  expect(captured).toBeLessThanOrEqual(one.session.amount);
  expect(one.tries.filter(({ status }) => status === 'authorized' || status === 'captured').length).toBeLessThanOrEqual(
    1,
  );
  expect((one.session.status === 'open') === (one.session.closedAt === null)).toBe(true);
}

it('the books balance after any sequence of moves, and a refusal changes nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('automatic' as const, 'manual' as const),
      fc.array(fc.tuple(step, fc.nat(100)), { maxLength: 25 }),
      (mode, steps) => {
        const one = book({ capture: mode });
        let now = START;
        for (const [move, seconds] of steps) {
          now = after(now, seconds);
          const before = JSON.stringify([one.session, one.tries, one.operations, one.entries]);
          try {
            move(one, now);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            expect(JSON.stringify([one.session, one.tries, one.operations, one.entries])).toBe(before);
          }
          balanced(one);
        }
      },
    ),
    { numRuns: 400 },
  );
});
