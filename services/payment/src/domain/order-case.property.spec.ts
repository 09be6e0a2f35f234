import fc from 'fast-check';
import { newId } from '#kernel';
import { attemptOf, factOf, openCase } from './order-case.fixture.js';
import { applyAnswer } from './answer.js';
import { applyFact } from './apply-fact.js';
import { applyResult } from './apply-result.js';
import { askCapture, askRefund, askVoid } from './asks.js';
import { startAttempt } from './attempt.js';
import { cancelOrder, closeOrder } from './closing.js';
import type { FactOutcome } from './fact.js';
import type { OrderCase } from './order-case.js';
import { isSuccessful } from './payment.js';

const OUTCOMES: FactOutcome[] = [
  'pending',
  'requires_action',
  'authorized',
  'captured',
  'failed',
  'capture_failed',
  'voided',
  'cancelled',
  'refund_pending',
  'refund_processed',
  'refund_failed',
];
const failure = { code: 'x', message: 'x', next: 'retry' as const };

const step = fc.record({
  kind: fc.constantFrom('fact', 'result', 'answer', 'capture', 'void', 'refund', 'retry', 'cancel', 'close'),
  pick: fc.nat(7),
  outcome: fc.constantFrom(...OUTCOMES),
  answer: fc.constantFrom('confirmed', 'rejected', 'closed', 'cancelled'),
  end: fc.constantFrom('succeeded', 'failed', 'unknown'),
  amount: fc.integer({ min: 1, max: 99_900 }),
  sessionOver: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function play(orderCase: OrderCase, { kind, pick, outcome, answer, end, amount, sessionOver }: Step): void {
  const payments = orderCase.allPayments();
  const payment = payments[pick % payments.length];
  if (!payment) return;
  const { id } = payment;
  const refunds = orderCase.refundsOf(id);
  const refund = refunds[pick % Math.max(1, refunds.length)];
  const amountMinor = outcome.startsWith('refund')
    ? (refund?.amountMinor ?? 1)
    : (payment.captureWantedMinor ?? 99_900);
  switch (kind) {
    case 'fact':
      applyFact(
        orderCase,
        factOf(orderCase, id, {
          outcome,
          refundId: refund?.id ?? null,
          amountMinor,
          sessionOver,
          providerPaymentId: `pay_${id}`,
        }),
      );
      return;
    case 'result': {
      const { openOperation } = payment;
      if (!openOperation) return;
      const about = { operationId: openOperation.id, operation: openOperation.kind };
      applyResult(
        orderCase,
        id,
        end === 'failed' ? { ...about, kind: end, failure } : { ...about, kind: end as 'unknown' },
      );
      return;
    }
    case 'answer':
      if (answer === 'confirmed') applyAnswer(orderCase, { kind: answer, paymentId: id, bookId: 'BK-00000001' });
      else if (answer === 'cancelled')
        applyAnswer(orderCase, { kind: answer, paymentId: id, bookId: 'BK-00000001', refundMinor: amount });
      else applyAnswer(orderCase, { kind: answer as 'rejected', paymentId: id, reason: 'sold_out' });
      return;
    case 'capture':
      return askCapture(orderCase, id, amount);
    case 'void':
      return askVoid(orderCase, id);
    case 'refund':
      askRefund(orderCase, id, { id: newId(), amountMinor: amount, reason: 'requested' });
      return;
    case 'retry':
      orderCase.patch(startAttempt(orderCase, attemptOf()).id, { creating: false });
      return;
    case 'cancel':
      return cancelOrder(orderCase, 'requested');
    case 'close':
      closeOrder(orderCase, 'hold_expired');
  }
}

function check(orderCase: OrderCase): void {
  const payments = orderCase.allPayments();
  for (const one of payments) {
    expect(one.capturedMinor).toBeLessThanOrEqual(one.authorizedMinor);
    expect(one.refundedMinor + one.refundingMinor).toBeLessThanOrEqual(one.capturedMinor);
    expect(Math.min(one.refundedMinor, one.refundingMinor)).toBeGreaterThanOrEqual(0);
    if (isSuccessful(one) && one.openOperation === null && one.status === 'authorized') {
      expect(one.captureWantedMinor).toBeNull();
    }
  }
  expect(payments.filter((one) => isSuccessful(one) && !one.surplus).length).toBeLessThanOrEqual(1);
  for (const { lines } of orderCase.changes().journals) {
    expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(0);
  }
}

/** Opened and not yet closed, at the end and at every step: never two of a payment's money. */
function mostOpen(orderCase: OrderCase): number {
  const { operations, operationChanges } = orderCase.changes();
  const closed = new Set(operationChanges.filter(({ state }) => state !== 'unknown').map(({ id }) => id));
  const open = operations.filter(({ kind, id }) => kind !== 'create' && kind !== 'cancel' && !closed.has(id));
  const sizes = [...Map.groupBy(open, ({ paymentId }) => paymentId).values()].map((own) => own.length);
  return Math.max(0, ...sizes);
}

describe('any sequence of news, answers and wishes', () => {
  it.each(['plain', 'booking'] as const)('keeps the promises about money (%s)', (purpose) => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.boolean(),
        fc.constantFrom('automatic', 'manual'),
        (steps, manualCapture, capture) => {
          const { orderCase } = openCase({ purpose, capture: capture as 'manual' }, { manualCapture });
          for (const one of steps) {
            try {
              play(orderCase, one);
            } catch (error) {
              expect(error).toHaveProperty('name', 'DomainError');
            }
            check(orderCase);
            expect(mostOpen(orderCase)).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
