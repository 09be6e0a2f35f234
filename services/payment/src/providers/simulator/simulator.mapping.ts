import type { Session } from '../payment-provider.js';
import type { FactOutcome, Failure, ProviderFact } from '../provider-fact.js';
import type {
  DeclineCode,
  ErrorWord,
  WireEvent,
  WirePayment,
  WireReceipt,
  WireRefund,
  WireSession,
} from './simulator.wire.js';

/** Who a fact is from; the same for all facts of one answer or event. */
export interface FactSource {
  readonly accountId: string;
  readonly providerEventId?: string;
}

const PROVIDER = 'simulator';

const DECLINES: Readonly<Record<DeclineCode, Failure>> = {
  card_declined: { code: 'card_declined', message: 'The card was declined.', next: 'other_method' },
  upi_declined: { code: 'card_declined', message: 'The UPI payment was declined.', next: 'other_method' },
  bank_declined: { code: 'card_declined', message: 'The bank declined the payment.', next: 'other_method' },
  insufficient_funds: {
    code: 'insufficient_funds',
    message: 'The account has too little money.',
    next: 'other_method',
  },
  expired_card: { code: 'expired_card', message: 'The card has expired.', next: 'other_method' },
  processing_error: { code: 'processing_error', message: 'The payment could not be processed.', next: 'retry' },
  timeout: { code: 'processing_error', message: 'The bank did not answer; nothing was charged.', next: 'retry' },
  otp_wrong: { code: 'authentication_failed', message: 'The one-time password was wrong.', next: 'retry' },
  abandoned: { code: 'session_expired', message: 'The payment was not finished in time.', next: 'retry' },
  capture_declined: { code: 'capture_failed', message: 'The reserved money could not be taken.', next: 'contact' },
  authorization_lapsed: { code: 'session_expired', message: 'The reservation of the money ran out.', next: 'retry' },
  refund_returned: { code: 'refund_failed', message: 'The refund came back from the bank.', next: 'contact' },
};

const ERRORS: Readonly<Record<ErrorWord, Failure | 'not_sent' | 'unknown'>> = {
  invalid_request: { code: 'provider_refused', message: 'The provider refused the request.', next: 'contact' },
  // Our key is wrong: nothing was done, and once it is mended the same call may succeed.
  unauthorized: 'not_sent',
  not_found: { code: 'provider_refused', message: 'The provider does not know this payment.', next: 'contact' },
  key_reused: { code: 'provider_refused', message: 'The provider saw this key with another request.', next: 'contact' },
  reference_taken: {
    code: 'provider_refused',
    message: 'The provider has this payment with other details.',
    next: 'contact',
  },
  session_busy: { code: 'not_possible_now', message: 'A payment is being processed.', next: 'wait' },
  session_over: { code: 'session_expired', message: 'The payment session is over.', next: 'retry' },
  card_invalid: { code: 'details_wrong', message: 'The card details are wrong.', next: 'other_method' },
  source_unknown: { code: 'details_wrong', message: 'The payment token is not known.', next: 'other_method' },
  not_capturable: { code: 'not_possible_now', message: 'The payment can not be captured.', next: 'contact' },
  not_voidable: { code: 'not_possible_now', message: 'The payment can not be voided.', next: 'contact' },
  not_refundable: {
    code: 'not_possible_now',
    message: 'The payment can not be refunded by this amount.',
    next: 'contact',
  },
  internal: 'unknown',
};

export const failureOfDecline = (code: DeclineCode): Failure => DECLINES[code];
export const meaningOfError = (code: ErrorWord): Failure | 'not_sent' | 'unknown' => ERRORS[code];

export function sessionOf(session: WireSession): Session {
  return {
    providerSessionId: session.id,
    paymentUrl: session.url,
    checkout: { type: 'redirect', url: session.url, method: 'GET', fields: {} },
    expiresAt: new Date(session.expires_at),
  };
}

type SessionHead = Pick<WireSession, 'id' | 'reference' | 'status' | 'cancelled_by'>;

/** A session's whole story as facts, in the order things happened. */
export function factsOfSession(session: WireSession, source: FactSource): ProviderFact[] {
  const facts = session.payments.flatMap((payment) => factsOfPayment(session, payment, source));
  if (session.status === 'cancelled' || session.status === 'expired') {
    facts.push(closing(session, session.closed_at ?? session.expires_at, source));
  }
  return facts;
}

/** The outcomes a try has been through, by its present state. */
const STORY: Readonly<Record<WirePayment['status'], readonly PaymentOutcome[]>> = {
  requires_otp: ['requires_action'],
  processing: ['pending'],
  declined: ['failed'],
  authorized: ['authorized'],
  captured: ['authorized', 'captured'],
  voided: ['authorized', 'voided'],
  capture_failed: ['authorized', 'capture_failed'],
};
type PaymentOutcome = Exclude<FactOutcome, 'cancelled' | 'refund_pending' | 'refund_processed' | 'refund_failed'>;

function factsOfPayment(session: SessionHead, payment: WirePayment, source: FactSource): ProviderFact[] {
  return [
    ...STORY[payment.status].map((outcome) => paymentFact(session, payment, outcome, source)),
    ...payment.refunds.map((refund) => refundFact(session, payment, refund, source)),
  ];
}

function paymentFact(
  session: SessionHead,
  payment: WirePayment,
  outcome: PaymentOutcome,
  source: FactSource,
): ProviderFact {
  const failed = outcome === 'failed' || outcome === 'capture_failed';
  return {
    ...head(session, source),
    outcome,
    providerPaymentId: payment.id,
    amountMinor: outcome === 'captured' ? payment.captured_amount : payment.amount,
    currency: payment.currency,
    method: payment.method,
    ...(payment.card ? { card: payment.card } : {}),
    ...(failed ? { failure: failureOfDecline(payment.failure?.code ?? 'processing_error') } : {}),
    occurredAt: new Date(timeOf(payment, outcome)),
  };
}

function timeOf(payment: WirePayment, outcome: PaymentOutcome): string {
  switch (outcome) {
    case 'requires_action':
    case 'pending':
      return payment.created_at;
    case 'authorized':
      return payment.authorized_at ?? payment.created_at;
    case 'captured':
      return payment.captured_at ?? payment.created_at;
    case 'failed':
    case 'capture_failed':
    case 'voided':
      return payment.ended_at ?? payment.created_at;
  }
}

/** Only what the try has come to: the answer to a capture or void. */
export function latestFact({ session, payment }: WireReceipt, source: FactSource): ProviderFact {
  return paymentFact(session, payment, STORY[payment.status].at(-1) ?? 'pending', source);
}

const REFUND_OUTCOME = {
  pending: 'refund_pending',
  processed: 'refund_processed',
  failed: 'refund_failed',
} as const satisfies Record<WireRefund['status'], FactOutcome>;

export function refundFact(
  session: SessionHead,
  payment: WirePayment,
  refund: WireRefund,
  source: FactSource,
): ProviderFact {
  return {
    ...head(session, source),
    outcome: REFUND_OUTCOME[refund.status],
    providerPaymentId: payment.id,
    providerRefundId: refund.id,
    refundReference: refund.merchant_refund_id,
    amountMinor: refund.amount,
    currency: refund.currency,
    method: payment.method,
    ...(refund.status === 'failed' ? { failure: failureOfDecline(refund.failure?.code ?? 'refund_returned') } : {}),
    occurredAt: new Date(refund.updated_at),
  };
}

/** What one event tells: exactly one fact, whatever else its snapshot shows. */
export function factOfEvent(event: WireEvent, accountId: string): ProviderFact {
  const source = { accountId, providerEventId: event.id };
  switch (event.type) {
    case 'payment.requires_otp':
      return paymentFact(event.data.session, event.data.payment, 'requires_action', source);
    case 'payment.processing':
      return paymentFact(event.data.session, event.data.payment, 'pending', source);
    case 'payment.authorized':
      return paymentFact(event.data.session, event.data.payment, 'authorized', source);
    case 'payment.captured':
      return paymentFact(event.data.session, event.data.payment, 'captured', source);
    case 'payment.declined':
      return paymentFact(event.data.session, event.data.payment, 'failed', source);
    case 'payment.capture_failed':
      return paymentFact(event.data.session, event.data.payment, 'capture_failed', source);
    case 'payment.voided':
      return paymentFact(event.data.session, event.data.payment, 'voided', source);
    case 'refund.pending':
    case 'refund.processed':
    case 'refund.failed':
      return refundFact(event.data.session, event.data.payment, event.data.refund, source);
    case 'session.cancelled':
    case 'session.expired':
      return closing(event.data.session, event.created_at, source);
  }
}

const EXPIRED: Failure = { code: 'session_expired', message: 'The payment was not made in time.', next: 'retry' };
const LEFT: Failure = { code: 'cancelled_by_customer', message: 'The payment was cancelled.', next: 'retry' };

function closing(session: SessionHead, at: string, source: FactSource): ProviderFact {
  const failure = session.status === 'expired' ? EXPIRED : session.cancelled_by === 'customer' ? LEFT : undefined;
  return { ...head(session, source), outcome: 'cancelled', ...(failure ? { failure } : {}), occurredAt: new Date(at) };
}

function head(session: SessionHead, source: FactSource) {
  return {
    provider: PROVIDER,
    ...source,
    reference: session.reference,
    providerSessionId: session.id,
    sessionOver: session.status !== 'open',
  };
}
