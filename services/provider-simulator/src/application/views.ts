import type { Happening, Operation, Session, Try } from '../domain/session.js';
import type { SessionBook } from '../domain/session-book.js';

/** The shapes merchants see, in answers and events alike. */
const MESSAGES: Readonly<Record<NonNullable<Try['failureCode']>, string>> = {
  card_declined: 'The card was declined.',
  upi_declined: 'The UPI payment was declined.',
  bank_declined: 'The bank declined the payment.',
  insufficient_funds: 'The account has too little money.',
  expired_card: 'The card has expired.',
  processing_error: 'The payment could not be processed; try again.',
  timeout: 'The bank did not answer; nothing was charged.',
  otp_wrong: 'The one-time password was wrong.',
  abandoned: 'The payment was not finished.',
  capture_declined: 'The reserved money could not be taken.',
  authorization_lapsed: 'The authorization ran out.',
  refund_returned: 'The refund came back from the bank.',
};

/** An answer that is made and may have to be lost on its way. */
export interface Answered<T> {
  readonly view: T;
  readonly lost: boolean;
}

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;
const failureView = (code: Try['failureCode']) => (code ? { code, message: MESSAGES[code] } : null);

/** What a customer is told of a decline. */
export const messageOf = (code: Try['failureCode']): string | null => (code ? MESSAGES[code] : null);

export const sessionUrl = (publicUrl: string, sessionId: string): string => `${publicUrl}/pay/${sessionId}`;

function sessionHead(session: Readonly<Session>) {
  return { id: session.id, reference: session.reference, status: session.status, cancelled_by: session.cancelledBy };
}

function refundView(refund: Readonly<Operation>, currency: string) {
  return {
    object: 'refund',
    id: refund.id,
    payment: refund.tryId,
    merchant_refund_id: refund.merchantRefundId ?? '',
    status: refund.status,
    amount: refund.amount,
    currency,
    failure: failureView(refund.failureCode),
    created_at: iso(refund.createdAt),
    updated_at: iso(refund.updatedAt),
  };
}

function paymentView(attempt: Readonly<Try>, refunds: readonly Readonly<Operation>[]) {
  return {
    object: 'payment',
    id: attempt.id,
    status: attempt.status,
    amount: attempt.amount,
    currency: attempt.currency,
    method: attempt.method,
    card: attempt.cardLast4 ? { brand: attempt.cardBrand, last4: attempt.cardLast4 } : null,
    captured_amount: attempt.capturedAmount,
    refunded_amount: attempt.refundedAmount,
    failure: failureView(attempt.failureCode),
    created_at: iso(attempt.createdAt),
    authorized_at: iso(attempt.authorizedAt),
    captured_at: iso(attempt.capturedAt),
    ended_at: iso(attempt.endedAt),
    refunds: refunds.map((refund) => refundView(refund, attempt.currency)),
  };
}

export function sessionView(book: SessionBook, publicUrl: string) {
  const { session } = book;
  return {
    object: 'session',
    ...sessionHead(session),
    amount: session.amount,
    currency: session.currency,
    capture: session.capture,
    method: session.method,
    description: session.description,
    url: sessionUrl(publicUrl, session.id),
    expires_at: iso(session.expiresAt),
    closed_at: iso(session.closedAt),
    created_at: iso(session.createdAt),
    payments: book.tries.map((attempt) => paymentView(attempt, book.refundsOf(attempt))),
  };
}
export type SessionView = ReturnType<typeof sessionView>;

export function receiptView(book: SessionBook, attempt: Try, refund?: Operation) {
  return {
    object: 'receipt',
    session: sessionHead(book.session),
    payment: paymentView(attempt, book.refundsOf(attempt)),
    refund: refund ? refundView(refund, attempt.currency) : null,
  };
}
export type ReceiptView = ReturnType<typeof receiptView>;

/** `amountOff` is added to what the payment is said to be about (scripted misbehaviour). */
export function eventView(id: string, happening: Happening, amountOff: number) {
  const { attempt, refund, refunds = [] } = happening;
  const told = attempt && amountOff !== 0 ? withAmountOff(attempt, amountOff) : attempt;
  return {
    object: 'event',
    id,
    type: happening.type,
    created_at: iso(happening.at),
    data: {
      session: sessionHead(happening.session),
      ...(told ? { payment: paymentView(told, refunds) } : {}),
      ...(refund ? { refund: refundView(refund, told?.currency ?? '') } : {}),
    },
  };
}

function withAmountOff(attempt: Readonly<Try>, amountOff: number): Readonly<Try> {
  const captured = attempt.capturedAmount > 0 ? Math.max(0, attempt.capturedAmount + amountOff) : 0;
  return { ...attempt, amount: Math.max(0, attempt.amount + amountOff), capturedAmount: captured };
}

/** A session with its operations on money, for whoever compares books. */
export function bookView(book: SessionBook) {
  const { session } = book;
  return {
    ...sessionHead(session),
    amount: session.amount,
    currency: session.currency,
    capture: session.capture,
    created_at: iso(session.createdAt),
    payments: book.tries.map((attempt) => ({
      ...paymentView(attempt, book.refundsOf(attempt)),
      operations: book.operationsOf(attempt).map((one) => ({
        id: one.id,
        kind: one.kind,
        status: one.status,
        amount: one.amount,
        idempotency_key: one.idempotencyKey,
        created_at: iso(one.createdAt),
      })),
    })),
  };
}
