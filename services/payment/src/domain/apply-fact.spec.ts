import { newId } from '#kernel';
import { factOf, openCase, told, written } from './order-case.fixture.js';
import { applyAnswer } from './answer.js';
import { applyFact } from './apply-fact.js';
import { applyResult } from './apply-result.js';
import { askCapture, askRefund, askVoid } from './asks.js';
import { startAttempt } from './attempt.js';
import { attemptOf } from './order-case.fixture.js';
import { closeOrder } from './closing.js';

const failure = { code: 'card_declined', message: 'Declined.', next: 'retry' as const };

describe('a provider fact', () => {
  it('of an authorization pays the order and asks booking, and a second time does nothing', () => {
    const { orderCase, id } = openCase();
    expect(applyFact(orderCase, factOf(orderCase, id, {})).kind).toBe('applied');
    expect(applyFact(orderCase, factOf(orderCase, id, {})).kind).toBe('ignored');
    expect(orderCase.order.status).toBe('paid');
    expect(told(orderCase)).toEqual(['payment.authorized']);
    expect(written(orderCase)).toEqual(['create']);
  });

  it('of a plain order with automatic capture writes the capture', () => {
    const { orderCase, id } = openCase({ purpose: 'plain' });
    applyFact(orderCase, factOf(orderCase, id, {}));
    expect(written(orderCase)).toEqual(['create', 'capture']);
  });

  it.each([
    ['another amount', { amountMinor: 1 }, 'amount_mismatch'],
    ['another currency', { currency: 'USD' }, 'currency_mismatch'],
    ['another account', { accountId: 'other' }, 'account_mismatch'],
    ['another provider', { provider: 'stripe' }, 'provider_mismatch'],
    ['the other mode', { livemode: true }, 'mode_mismatch'],
  ])('with %s is quarantined and moves nothing (A75)', (_, fields, reason) => {
    const { orderCase, id } = openCase();
    expect(applyFact(orderCase, factOf(orderCase, id, fields))).toEqual({ kind: 'quarantined', reason });
    expect(orderCase.payment(id).status).toBe('pending');
  });

  it('of success after a failure is late truth', () => {
    const { orderCase, id } = openCase();
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'failed', failure }));
    expect(orderCase.payment(id).status).toBe('failed');
    applyFact(orderCase, factOf(orderCase, id, { providerPaymentId: 'pay_2' }));
    expect(orderCase.payment(id).status).toBe('authorized');
    expect(told(orderCase)).toEqual(['payment.failed', 'payment.authorized']);
  });

  it('of a failed try leaves the payment open while the session is', () => {
    const { orderCase, id } = openCase();
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'failed', failure, sessionOver: false }));
    expect(orderCase.payment(id)).toMatchObject({ status: 'pending', failure });
  });

  it('of an older try never moves a successful payment back', () => {
    const { orderCase, id } = openCase();
    applyFact(orderCase, factOf(orderCase, id, { providerPaymentId: 'pay_2' }));
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'failed', failure }));
    expect(orderCase.payment(id).status).toBe('authorized');
  });

  it('of an authorization that was voided since does not bring it back', () => {
    const { orderCase, id } = openCase({ purpose: 'plain', capture: 'manual' });
    applyFact(orderCase, factOf(orderCase, id, {}));
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'voided' }));
    expect(applyFact(orderCase, factOf(orderCase, id, {}))).toEqual({ kind: 'ignored', reason: 'stale' });
    expect(orderCase.order.status).toBe('cancelled');
  });

  it('of a capture at once tells both events and books the ledger to zero', () => {
    const { orderCase, id } = openCase({}, { manualCapture: false });
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'captured' }));
    expect(told(orderCase)).toEqual(['payment.authorized', 'payment.captured']);
    const [journal] = orderCase.changes().journals;
    expect(journal?.lines).toEqual([
      { account: 'provider_receivable', amountMinor: 99_900 },
      { account: 'merchant_payable', amountMinor: -97_902 },
      { account: 'platform_fee', amountMinor: -1_998 },
    ]);
  });

  it('of a second success on a paid order is surplus, asks nothing and goes back (R7)', () => {
    const { orderCase, id } = openCase();
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'failed', failure }));
    const second = startAttempt(orderCase, attemptOf());
    orderCase.patch(second.id, { creating: false });
    applyFact(orderCase, factOf(orderCase, second.id, { providerPaymentId: 'pay_2' }));
    applyFact(orderCase, factOf(orderCase, id, {}));
    expect(orderCase.payment(id)).toMatchObject({
      surplus: true,
      releaseReason: 'surplus',
      openOperation: { kind: 'void' },
    });
    expect(orderCase.payment(second.id).surplus).toBe(false);
  });

  it('of a success cancels the open sessions of the other payments (R7)', () => {
    const { orderCase, id } = openCase();
    const second = startAttempt(orderCase, attemptOf());
    orderCase.patch(second.id, { creating: false });
    // The first session's cancellation was asked for with the second attempt, and came too late.
    applyFact(orderCase, factOf(orderCase, id, {}));
    expect(orderCase.payment(second.id).cancelAsked).toBe(true);
  });
});

describe('a new attempt', () => {
  it('has the session that is still open cancelled', () => {
    const { orderCase, id } = openCase();
    startAttempt(orderCase, attemptOf());
    expect(orderCase.payment(id).cancelAsked).toBe(true);
  });

  it('is refused while the outcome of the one before is not known (R14)', () => {
    const { orderCase, id } = openCase();
    orderCase.move(id, 'lose_sight');
    expect(() => startAttempt(orderCase, attemptOf())).toThrow('not known yet');
  });
});

describe('a void that meets an open capture', () => {
  it('waits for the outcome and becomes a refund (R4)', () => {
    const { orderCase, id } = openCase({ purpose: 'plain' });
    applyFact(orderCase, factOf(orderCase, id, {}));
    askVoid(orderCase, id);
    expect(written(orderCase)).toEqual(['create', 'capture']);
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'captured' }));
    expect(written(orderCase)).toEqual(['create', 'capture', 'refund']);
  });

  it('becomes a void when the capture is refused', () => {
    const { orderCase, id } = openCase({ purpose: 'plain' });
    applyFact(orderCase, factOf(orderCase, id, {}));
    askVoid(orderCase, id);
    const operationId = orderCase.payment(id).openOperation?.id ?? '';
    applyResult(orderCase, id, { kind: 'failed', operationId, operation: 'capture', failure });
    expect(written(orderCase)).toEqual(['create', 'capture', 'void']);
  });
});

describe('a merchant who moves the money of a booking by hand', () => {
  it.each(['captured', 'voided'])('is refused, though nobody has decided about it: it is not %s (R6)', (move) => {
    const { orderCase, id } = openCase();
    applyFact(orderCase, factOf(orderCase, id, {}));
    const ask = () => (move === 'captured' ? askCapture(orderCase, id, null) : askVoid(orderCase, id));
    expect(ask).toThrow('follows the booking');
    expect(written(orderCase)).toEqual(['create']);
  });
});

describe("booking's answer", () => {
  it('confirmed captures, rejected voids, and only the first counts', () => {
    const { orderCase, id } = openCase();
    applyFact(orderCase, factOf(orderCase, id, {}));
    applyAnswer(orderCase, { kind: 'confirmed', paymentId: id, bookId: 'BK-00000001' });
    applyAnswer(orderCase, { kind: 'rejected', paymentId: id, reason: 'sold_out' });
    expect(written(orderCase)).toEqual(['create', 'capture']);
  });

  it('rejected after a capture at once refunds everything', () => {
    const { orderCase, id } = openCase({}, { manualCapture: false });
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'captured' }));
    applyAnswer(orderCase, { kind: 'rejected', paymentId: id, reason: 'sold_out' });
    expect(orderCase.changes().operations.at(-1)).toMatchObject({ kind: 'refund', amountMinor: 99_900 });
  });

  it('cancelled before the capture is made captures only what is kept (R4)', () => {
    const { orderCase, id } = openCase();
    applyFact(orderCase, factOf(orderCase, id, {}));
    applyAnswer(orderCase, { kind: 'cancelled', paymentId: id, bookId: 'BK-00000001', refundMinor: 50_000 });
    expect(orderCase.changes().operations.at(-1)).toMatchObject({ kind: 'capture', amountMinor: 49_900 });
  });

  it('cancelled while the capture is under way refunds after it', () => {
    const { orderCase, id } = openCase();
    applyFact(orderCase, factOf(orderCase, id, {}));
    applyAnswer(orderCase, { kind: 'confirmed', paymentId: id, bookId: 'BK-00000001' });
    applyAnswer(orderCase, { kind: 'cancelled', paymentId: id, bookId: 'BK-00000001', refundMinor: 50_000 });
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'captured' }));
    expect(orderCase.changes().operations.at(-1)).toMatchObject({ kind: 'refund', amountMinor: 50_000 });
  });

  it('cancelled after the merchant refunded everything refunds nothing more (R6)', () => {
    const { orderCase, id } = openCase();
    applyFact(orderCase, factOf(orderCase, id, {}));
    applyAnswer(orderCase, { kind: 'confirmed', paymentId: id, bookId: 'BK-00000001' });
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'captured' }));
    askRefund(orderCase, id, { id: newId(), amountMinor: null, reason: 'requested' });
    applyAnswer(orderCase, { kind: 'cancelled', paymentId: id, bookId: 'BK-00000001', refundMinor: 99_900 });
    expect(written(orderCase)).toEqual(['create', 'capture', 'refund']);
  });

  it('a capture that fails for good is told, and the payment ends (R5)', () => {
    const { orderCase, id } = openCase();
    applyFact(orderCase, factOf(orderCase, id, {}));
    applyAnswer(orderCase, { kind: 'confirmed', paymentId: id, bookId: 'BK-00000001' });
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'capture_failed', failure }));
    expect(told(orderCase)).toEqual(['payment.authorized', 'payment.capture_failed', 'payment.cancelled']);
    expect(orderCase.order.status).toBe('cancelled');
  });
});

describe('refunds', () => {
  function captured() {
    const made = openCase({ purpose: 'plain' });
    applyFact(made.orderCase, factOf(made.orderCase, made.id, { outcome: 'captured' }));
    return made;
  }

  it('asked at once stand in a queue, one operation open', () => {
    const { orderCase, id } = captured();
    const first = askRefund(orderCase, id, { id: newId(), amountMinor: 100, reason: 'a' });
    const second = askRefund(orderCase, id, { id: newId(), amountMinor: 200, reason: 'b' });
    expect(written(orderCase)).toEqual(['create', 'refund']);
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'refund_processed', refundId: first.id, amountMinor: 100 }));
    expect(orderCase.changes().operations.at(-1)).toMatchObject({ id: second.id, kind: 'refund' });
  });

  it('never exceed what was captured', () => {
    const { orderCase, id } = captured();
    askRefund(orderCase, id, { id: newId(), amountMinor: 99_000, reason: 'a' });
    expect(() => askRefund(orderCase, id, { id: newId(), amountMinor: 1_000, reason: 'b' })).toThrow(
      'More than is left',
    );
  });

  it('that fail late give the states back the way they came', () => {
    const { orderCase, id } = captured();
    const { id: refundId } = askRefund(orderCase, id, { id: newId(), amountMinor: null, reason: 'a' });
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'refund_processed', refundId }));
    expect(orderCase.order.status).toBe('refunded');
    applyFact(orderCase, factOf(orderCase, id, { outcome: 'refund_failed', refundId, failure }));
    expect(orderCase.order.status).toBe('paid');
    expect(orderCase.payment(id)).toMatchObject({ status: 'captured', refundedMinor: 0 });
  });
});

describe('closing an order (R8)', () => {
  it('waits for what is unknown, closes what is open, and calls paid what is paid', () => {
    const { orderCase, id } = openCase();
    orderCase.move(id, 'lose_sight');
    expect(closeOrder(orderCase, 'hold_expired')).toBe('wait');
    orderCase.move(id, 'wait');
    expect(closeOrder(orderCase, 'hold_expired')).toBe('closed');
    expect(written(orderCase)).toEqual(['create', 'cancel']);
    applyFact(orderCase, factOf(orderCase, id, {}));
    expect(closeOrder(orderCase, 'hold_expired')).toBe('paid');
  });
});
