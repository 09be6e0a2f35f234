import { returnRefund } from './money-moves.js';
import { authorize, decline } from './paying.js';
import { Refusal } from './refusal.js';
import type { Rules } from './rules.js';
import type { Try } from './session.js';
import type { SessionBook } from './session-book.js';

/** Closes an open session; one that is over stays as it is. */
export function cancel(book: SessionBook, by: 'merchant' | 'customer', now: Date): void {
  if (book.session.status !== 'open') return;
  if (book.inStatus('processing')) throw new Refusal('session_busy', 'a payment is being processed');
  end(book, 'cancelled', now, by);
}

/** Everything of the session whose time has come by `now`. */
export function settle(book: SessionBook, now: Date, rules: Rules): void {
  for (const attempt of book.tries) {
    if (attempt.settleAt && attempt.settleAt <= now) settleTry(book, attempt, now, rules);
    for (const operation of book.operationsOf(attempt)) {
      if (operation.settleAt && operation.settleAt <= now) returnRefund(book, attempt, operation, now);
    }
  }
  const { status, expiresAt } = book.session;
  if (status === 'open' && expiresAt <= now && !book.inStatus('processing')) end(book, 'expired', now);
}

function settleTry(book: SessionBook, attempt: Try, now: Date, rules: Rules): void {
  switch (attempt.status) {
    case 'processing':
      // A late success came first: at most one try of a session stands.
      if (book.isPaid()) decline(book, attempt, 'abandoned', now);
      else authorize(book, attempt, now, rules);
      return;
    case 'declined':
      // A late success of a session that another try has paid is not taken: at most one try of a session stands.
      if (book.isPaid()) book.change(attempt, { settleAt: null });
      else authorize(book, attempt, now, rules);
      return;
    case 'authorized':
      book.change(attempt, { status: 'voided', failureCode: 'authorization_lapsed', endedAt: now, settleAt: null });
      book.tell('payment.voided', now, { attempt });
      return;
    case 'requires_otp':
    case 'captured':
    case 'voided':
    case 'capture_failed':
      book.change(attempt, { settleAt: null });
  }
}

function end(
  book: SessionBook,
  status: 'cancelled' | 'expired',
  now: Date,
  by: 'merchant' | 'customer' | null = null,
): void {
  const waiting = book.inStatus('requires_otp');
  book.session.cancelledBy = by;
  book.close(status, now);
  if (waiting) decline(book, waiting, 'abandoned', now);
  book.tell(status === 'expired' ? 'session.expired' : 'session.cancelled', now);
}
