import { applyFact, tellCaptureFailed } from './apply-fact.js';
import type { Fact } from './fact.js';
import { closeOpen, planNext } from './next-operation.js';
import type { OperationResult } from './operation.js';
import type { OrderCase } from './order-case.js';
import type { Failure } from './failure.js';
import { isOpen, type Payment } from './payment.js';

type Failed = Extract<OperationResult, { kind: 'failed' }>;
type Succeeded = Extract<OperationResult, { kind: 'succeeded' }>;

/**
 * What came of a written call, once its facts are applied. A result told twice, or by a worker that lost its lease,
 * changes nothing.
 */
export function applyResult(orderCase: OrderCase, paymentId: string, result: OperationResult): void {
  const payment = orderCase.payment(paymentId);
  if (result.operation === 'create') applyCreate(orderCase, payment, result);
  else if (result.operation === 'cancel') applyCancel(orderCase, payment, result);
  else if (payment.openOperation?.id === result.operationId) applyMoney(orderCase, payment, result);
}

function applyCreate(orderCase: OrderCase, payment: Payment, result: OperationResult): void {
  if (!payment.creating) return;
  if (result.kind === 'unknown') {
    orderCase.close({ id: result.operationId, state: 'unknown', failure: null });
    orderCase.move(payment.id, 'lose_sight');
  } else if (result.kind === 'failed') {
    orderCase.patch(payment.id, { creating: false });
    orderCase.close({ id: result.operationId, state: 'failed', failure: result.failure });
    failAttempt(orderCase, payment, result.failure);
  } else {
    openSession(orderCase, payment, result);
  }
}

function openSession(orderCase: OrderCase, payment: Payment, result: Succeeded): void {
  orderCase.close({ id: result.operationId, state: 'succeeded', failure: null });
  orderCase.patch(payment.id, {
    creating: false,
    checkout: result.session?.checkout ?? null,
    providerSessionId: result.session?.providerSessionId ?? null,
  });
  if (payment.status === 'unknown') orderCase.move(payment.id, 'wait');
}

function failAttempt(orderCase: OrderCase, payment: Payment, failure: Failure): void {
  if (!orderCase.move(payment.id, 'fail')) return;
  orderCase.patch(payment.id, { failure });
  orderCase.tell(payment.id, (order, told) => ({ type: 'payment.failed', order, payment: told, failure }));
}

function applyCancel(orderCase: OrderCase, payment: Payment, result: OperationResult): void {
  const state = result.kind;
  orderCase.close({ id: result.operationId, state, failure: result.kind === 'failed' ? result.failure : null });
  if (state === 'succeeded' && isOpen(payment)) applyFact(orderCase, sessionEnded(payment));
}

function sessionEnded(payment: Payment): Fact {
  return {
    provider: payment.provider,
    accountId: payment.accountId,
    livemode: null,
    paymentId: payment.id,
    outcome: 'cancelled',
    providerPaymentId: null,
    amountMinor: null,
    currency: null,
    failure: null,
    refundId: null,
    providerRefundId: null,
    sessionOver: true,
  };
}

/**
 * A capture, void or refund that its facts have not settled: refused for good, or still not known and asked for again
 * later.
 */
function applyMoney(orderCase: OrderCase, payment: Payment, result: OperationResult): void {
  if (result.kind === 'failed') refuseMoney(orderCase, payment, result);
  else orderCase.close({ id: result.operationId, state: 'unknown', failure: null });
}

function refuseMoney(orderCase: OrderCase, payment: Payment, result: Failed): void {
  switch (result.operation) {
    case 'capture':
      tellCaptureFailed(orderCase, payment, result.failure);
      closeOpen(orderCase, payment.id, { kinds: ['capture'], ok: false });
      planNext(orderCase, payment.id);
      return;
    case 'refund':
      applyFact(orderCase, { ...sessionEnded(payment), ...refundFailed(result) });
      return;
    case 'void':
      // Not planned again here: it would be refused in a circle. The sweep asks the provider what holds.
      closeOpen(orderCase, payment.id, { kinds: ['void'], ok: false });
      return;
    default:
      return;
  }
}

function refundFailed(result: Failed): Pick<Fact, 'outcome' | 'refundId' | 'failure'> {
  return { outcome: 'refund_failed', refundId: result.operationId, failure: result.failure };
}
