import { Refusal } from './refusal.js';
import type { Operation, Try } from './session.js';
import type { SessionBook } from './session-book.js';
import type { Rules } from './rules.js';
import { after } from './times.js';

/** What a merchant asks for under its key. */
export interface Order {
  readonly key: string;
  readonly now: Date;
  /** Minor units; without it all that is left. */
  readonly amount?: number;
}

/** Takes all or part of an authorization, once; the rest lapses. */
export function capture(book: SessionBook, attempt: Try, order: Order): void {
  const amount = order.amount ?? attempt.amount;
  if (repeated(book, attempt, 'capture', order.key, amount)) return;
  if (attempt.status !== 'authorized') throw new Refusal('not_capturable', `the payment is ${attempt.status}`);
  if (amount < 1 || amount > attempt.amount) throw new Refusal('not_capturable', 'more than was authorized');
  takeMoney(book, attempt, { ...order, amount });
}

/** The capture itself, also the one an automatic session makes by itself. */
export function takeMoney(book: SessionBook, attempt: Try, order: Order & { amount: number; delayMs?: number }): void {
  const { now, delayMs = 0 } = order;
  const fails = attempt.behaviour === 'capture_fails';
  const operation = book.operate({
    ...blank(book, attempt, 'capture', 'cap', order),
    status: fails ? 'failed' : 'processed',
    failureCode: fails ? 'capture_declined' : null,
  });
  if (fails) {
    book.change(attempt, { status: 'capture_failed', failureCode: 'capture_declined', endedAt: now, settleAt: null });
  } else {
    book.change(attempt, { status: 'captured', capturedAmount: order.amount, capturedAt: now, settleAt: null });
    book.move(operation, 'capture', 'customer');
  }
  book.tell(fails ? 'payment.capture_failed' : 'payment.captured', now, { attempt, delayMs });
}

/** Gives an authorization back. */
export function voidAuthorization(book: SessionBook, attempt: Try, order: Order): void {
  if (repeated(book, attempt, 'void', order.key, attempt.amount)) return;
  if (attempt.status !== 'authorized') throw new Refusal('not_voidable', `the payment is ${attempt.status}`);
  book.operate(blank(book, attempt, 'void', 'vd', { ...order, amount: attempt.amount }));
  book.change(attempt, { status: 'voided', endedAt: order.now, settleAt: null });
  book.tell('payment.voided', order.now, { attempt });
}

/** Sends captured money back; the same `merchantRefundId` is the same refund, whatever its key. */
export function refund(
  book: SessionBook,
  attempt: Try,
  order: Order & { merchantRefundId: string },
  rules: Rules,
): Operation {
  const known = book
    .refundsOf(attempt)
    .find((one) => one.idempotencyKey === order.key || one.merchantRefundId === order.merchantRefundId);
  const left = attempt.capturedAmount - attempt.refundedAmount;
  const amount = order.amount ?? known?.amount ?? left;
  if (known) {
    const same = known.amount === amount && known.merchantRefundId === order.merchantRefundId;
    if (!same) throw new Refusal('key_reused', 'this key or refund id stands for another refund');
    return known;
  }
  if (attempt.status !== 'captured' || amount < 1 || amount > left) {
    throw new Refusal('not_refundable', `${left} of the payment can be refunded`);
  }
  const fails = attempt.behaviour === 'refund_fails';
  const operation = book.operate({
    ...blank(book, attempt, 'refund', 're', { ...order, amount }),
    merchantRefundId: order.merchantRefundId,
    status: fails ? 'pending' : 'processed',
    settleAt: fails ? after(order.now, rules.refundS) : null,
  });
  book.change(attempt, { refundedAmount: attempt.refundedAmount + amount });
  book.move(operation, 'refund', 'merchant');
  book.tell(fails ? 'refund.pending' : 'refund.processed', order.now, { attempt, refund: operation });
  return operation;
}

/** A refund that comes back from the bank. */
export function returnRefund(book: SessionBook, attempt: Try, operation: Operation, now: Date): void {
  book.changeOperation(operation, { status: 'failed', failureCode: 'refund_returned', settleAt: null, updatedAt: now });
  book.change(attempt, { refundedAmount: attempt.refundedAmount - operation.amount });
  book.move(operation, 'refund_returned', 'customer');
  book.tell('refund.failed', now, { attempt, refund: operation });
}

function repeated(book: SessionBook, attempt: Try, kind: Operation['kind'], key: string, amount: number): boolean {
  const known = book.operationsOf(attempt).find((one) => one.idempotencyKey === key);
  if (!known) return false;
  if (known.kind === kind && known.amount === amount) return true;
  throw new Refusal('key_reused', 'this key stands for another operation');
}

function blank(
  book: SessionBook,
  attempt: Try,
  kind: Operation['kind'],
  prefix: string,
  order: Order & { amount: number },
): Operation {
  return {
    id: `${prefix}_${attempt.id.slice('pay_'.length)}_${book.operationsOf(attempt).length + 1}`,
    sessionId: attempt.sessionId,
    tryId: attempt.id,
    kind,
    idempotencyKey: order.key,
    amount: order.amount,
    merchantRefundId: null,
    createdAt: order.now,
    status: 'processed',
    failureCode: null,
    settleAt: null,
    updatedAt: order.now,
  };
}
