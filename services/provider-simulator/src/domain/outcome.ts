import { type Behaviour, drawSucceeds } from './behaviour.js';
import type { Rules } from './rules.js';
import type { DeclineCode, Method } from './session.js';

/** What a try comes to at first. */
export type Outcome =
  | { readonly status: 'authorized' }
  | { readonly status: 'requires_otp' }
  | { readonly status: 'processing'; readonly settleInS: number }
  | { readonly status: 'declined'; readonly code: DeclineCode; readonly settleInS?: number };

const AUTHORIZED: Outcome = { status: 'authorized' };

/** The outcome of charging something that behaves so, by `method`, as try `tryNo` of `reference`. */
export function outcomeOf(
  behaviour: Behaviour,
  about: { method: Method; reference: string; tryNo: number },
  rules: Rules,
): Outcome {
  switch (behaviour) {
    case 'authorize':
    case 'capture_fails':
    case 'refund_fails':
    case 'timeout_charged':
      return AUTHORIZED;
    case 'decline':
      return { status: 'declined', code: declineBy(about.method) };
    case 'insufficient_funds':
    case 'expired_card':
    case 'processing_error':
      return { status: 'declined', code: behaviour };
    case 'timeout_uncharged':
      return { status: 'declined', code: 'timeout' };
    case 'otp':
      return { status: 'requires_otp' };
    case 'pending':
      return { status: 'processing', settleInS: rules.pendingS };
    case 'late':
      return { status: 'declined', code: declineBy(about.method), settleInS: rules.lateS };
    case 'draw': {
      const succeeds = drawSucceeds(rules.seed, about.reference, about.tryNo, rules.successRate);
      return succeeds ? AUTHORIZED : { status: 'declined', code: declineBy(about.method) };
    }
  }
}

/** Whether the caller gets no answer, whatever happened. */
export function answerIsLost(behaviour: Behaviour): boolean {
  return behaviour === 'timeout_charged' || behaviour === 'timeout_uncharged';
}

function declineBy(method: Method): DeclineCode {
  switch (method) {
    case 'credit_card':
    case 'debit_card':
      return 'card_declined';
    case 'upi':
      return 'upi_declined';
    case 'net_banking':
    case 'wallet':
      return 'bank_declined';
  }
}
