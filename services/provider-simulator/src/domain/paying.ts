import type { Behaviour } from './behaviour.js';
import { takeMoney } from './money-moves.js';
import { answerIsLost, type Outcome, outcomeOf } from './outcome.js';
import { Refusal } from './refusal.js';
import type { Rules } from './rules.js';
import type { DeclineCode, Method, Try } from './session.js';
import type { SessionBook } from './session-book.js';
import { after } from './times.js';

/** What a session is paid with. */
export interface Source {
  readonly method: Method;
  readonly behaviour: Behaviour;
  readonly card?: { readonly brand: string; readonly last4: string };
}

const MAX_TRIES = 50;
const RIGHT_OTP = '123456';
/** News of a lost answer comes after the caller has given up waiting for it. */
const NEWS_AFTER_HANG_MS = 1_000;

/** Makes a try. `tryNo` (from the page that was shown) makes a double click one try: one that exists is given again. */
export function pay(
  book: SessionBook,
  source: Source,
  at: { now: Date; tryNo?: number | undefined },
  rules: Rules,
): Try {
  const { session } = book;
  const known = at.tryNo === undefined ? undefined : book.tries.find(({ no }) => no === at.tryNo);
  if (known) return known;
  mustBePayable(book, at.now);
  if (session.method && session.method !== source.method) {
    throw new Refusal('invalid_request', `this session is paid by ${session.method}`);
  }
  const waiting = book.inStatus('requires_otp');
  if (waiting) decline(book, waiting, 'abandoned', at.now);
  const no = session.tryCount + 1;
  const outcome = outcomeOf(
    source.behaviour,
    { method: source.method, reference: session.reference, tryNo: no },
    rules,
  );
  const attempt = book.add(newTry(book, source, no, at.now));
  come(book, attempt, outcome, at.now, rules);
  return attempt;
}

/** The customer's answer to a try that asked for a one-time password. */
export function confirmOtp(book: SessionBook, code: string, now: Date, rules: Rules): Try {
  const attempt = book.inStatus('requires_otp');
  if (!attempt) throw new Refusal('session_over', 'no payment waits for a password');
  mustBePayable(book, now);
  if (code === RIGHT_OTP) authorize(book, attempt, now, rules);
  else decline(book, attempt, 'otp_wrong', now);
  return attempt;
}

export function authorize(book: SessionBook, attempt: Try, now: Date, rules: Rules, delayMs = 0): void {
  const manual = book.session.capture === 'manual';
  book.close('completed', now);
  book.change(attempt, {
    status: 'authorized',
    failureCode: null,
    authorizedAt: now,
    endedAt: null,
    settleAt: manual ? after(now, rules.authorizationS) : null,
  });
  book.tell('payment.authorized', now, { attempt, delayMs });
  if (!manual) takeMoney(book, attempt, { key: 'automatic', now, amount: attempt.amount, delayMs });
}

export function decline(book: SessionBook, attempt: Try, code: DeclineCode, now: Date, delayMs = 0): void {
  if (book.session.serverSide && book.session.status === 'open') book.close('failed', now);
  book.change(attempt, { status: 'declined', failureCode: code, endedAt: now });
  book.tell('payment.declined', now, { attempt, delayMs });
}

function come(book: SessionBook, attempt: Try, outcome: Outcome, now: Date, rules: Rules): void {
  const delayMs = answerIsLost(attempt.behaviour) ? rules.hangMs + NEWS_AFTER_HANG_MS : 0;
  switch (outcome.status) {
    case 'authorized':
      authorize(book, attempt, now, rules, delayMs);
      return;
    case 'requires_otp':
      book.tell('payment.requires_otp', now, { attempt });
      return;
    case 'processing':
      book.change(attempt, { status: 'processing', settleAt: after(now, outcome.settleInS) });
      book.tell('payment.processing', now, { attempt });
      return;
    case 'declined':
      decline(book, attempt, outcome.code, now, delayMs);
      if (outcome.settleInS !== undefined) book.change(attempt, { settleAt: after(now, outcome.settleInS) });
  }
}

function mustBePayable(book: SessionBook, now: Date): void {
  const { session } = book;
  if (session.status !== 'open') throw new Refusal('session_over', `the session is ${session.status}`);
  if (session.expiresAt <= now) throw new Refusal('session_over', 'the session has expired');
  if (book.inStatus('processing')) throw new Refusal('session_busy', 'a payment is being processed');
  if (session.serverSide && session.tryCount > 0 && !book.inStatus('requires_otp')) {
    throw new Refusal('session_over', 'this payment is not made on a page');
  }
  if (session.tryCount >= MAX_TRIES) throw new Refusal('session_over', 'too many tries');
}

function newTry(book: SessionBook, { method, behaviour, card }: Source, no: number, now: Date): Try {
  const { id, amount, currency } = book.session;
  return {
    id: `pay_${id.slice('cs_'.length)}_${no}`,
    sessionId: id,
    no,
    method,
    behaviour,
    amount,
    currency,
    cardBrand: card?.brand ?? null,
    cardLast4: card?.last4 ?? null,
    createdAt: now,
    status: 'requires_otp',
    capturedAmount: 0,
    refundedAmount: 0,
    failureCode: null,
    authorizedAt: null,
    capturedAt: null,
    endedAt: null,
    settleAt: null,
  };
}
