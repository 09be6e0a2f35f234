import { createHmac } from 'node:crypto';
import type { SessionBook } from '../domain/session-book.js';
import type { Session, Try } from '../domain/session.js';

type ReturnStatus = 'authorized' | 'captured' | 'pending' | 'declined' | 'cancelled' | 'expired';

/**
 * Where a browser goes when it is done here: the merchant's return address with `session, payment, status` and the hex
 * HMAC-SHA256 of `session|payment|status` under the checkout secret. What it was worth the merchant asks.
 */
export function returnAddress(book: SessionBook, checkoutSecret: string): string {
  const { session } = book;
  const attempt = book.tries.find(({ authorizedAt }) => authorizedAt !== null) ?? book.tries.at(-1);
  const status = statusOf(session, attempt);
  const payment = attempt?.id ?? '';
  const address = new URL(session.returnUrl);
  const signature = createHmac('sha256', checkoutSecret).update(`${session.id}|${payment}|${status}`).digest('hex');
  for (const [name, value] of Object.entries({ session: session.id, payment, status, signature })) {
    address.searchParams.set(name, value);
  }
  return address.href;
}

function statusOf(session: Session, attempt: Try | undefined): ReturnStatus {
  switch (attempt?.status) {
    case 'authorized':
      return 'authorized';
    case 'captured':
      return 'captured';
    case 'processing':
      return 'pending';
    case 'declined':
    case 'voided':
    case 'capture_failed':
    case 'requires_otp':
    case undefined:
      return session.status === 'cancelled' || session.status === 'expired' ? session.status : 'declined';
  }
}
