/** What a customer can do about a failed payment. */
export const NEXT_STEPS = ['retry', 'other_method', 'wait', 'contact'] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/** Why money did not move, in our words. Every adapter maps its provider's codes onto these, exhaustively. */
export const FAILURE_CODES = [
  'card_declined',
  'insufficient_funds',
  'expired_card',
  'processing_error',
  'authentication_failed',
  'details_wrong',
  'cancelled_by_customer',
  'session_expired',
  'capture_failed',
  'refund_failed',
  'not_possible_now',
  'provider_refused',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** A final no. `message` is for people and holds nothing secret. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  readonly next: NextStep;
}

/**
 * What a fact tells. Of one *try* at the provider: `requires_action` (the customer must do something, such as an
 * OTP), `pending` (the provider does not know yet), `authorized` (money reserved), `captured` (money taken),
 * `failed`, `capture_failed` (a capture was refused or failed for good: the authorization is gone), `voided` (the
 * authorization was given back, or ran out). Of the whole session: `cancelled` (nobody can pay it any more and nobody
 * has). Of a refund: `refund_pending`, `refund_processed`, `refund_failed` (also late, after it was processed).
 */
export const FACT_OUTCOMES = [
  'requires_action',
  'pending',
  'authorized',
  'captured',
  'failed',
  'capture_failed',
  'voided',
  'cancelled',
  'refund_pending',
  'refund_processed',
  'refund_failed',
] as const;
export type FactOutcome = (typeof FACT_OUTCOMES)[number];

export interface CardFacts {
  readonly brand: string;
  readonly last4: string;
}

/**
 * One thing a provider says is so, translated into our words and proven to come from it: an answer to our call, or an
 * event whose signature verified. Redirect, verify, provider event and poll all end as facts, and facts all go
 * through one use case (rule R1). A fact may be old, repeated or out of order: it is compared with what we know,
 * never simply believed.
 */
export interface ProviderFact {
  /** Adapter name, such as `simulator`. */
  readonly provider: string;
  /** Our id of the provider account whose secret vouched for it. */
  readonly accountId: string;
  readonly outcome: FactOutcome;
  /** Our payment id, as we gave it at `createSession`; absent where the provider does not repeat it. */
  readonly reference?: string;
  readonly providerSessionId?: string;
  /** The provider's id of the try. Facts of different tries of one session differ here. */
  readonly providerPaymentId?: string;
  /** The provider's id of the event, the same on every redelivery; absent in answers to our own calls. */
  readonly providerEventId?: string;
  /**
   * Minor units. `authorized`: what is reserved; `captured`, `voided`: what was taken or given back; `refund_*`: this
   * refund; otherwise what the try was about.
   */
  readonly amountMinor?: number;
  readonly currency?: string;
  /** `credit_card | debit_card | net_banking | upi | wallet`, when known. */
  readonly method?: string;
  readonly card?: CardFacts;
  /** Present for `failed`, `capture_failed` and `refund_failed`. */
  readonly failure?: Failure;
  /** Our refund reference, as given at `refund`, for the `refund_*` outcomes. */
  readonly refundReference?: string;
  readonly providerRefundId?: string;
  /** True when no further try can be made in the session: only then does a failed try fail the payment. */
  readonly sessionOver?: boolean;
  /** The provider's own time of the happening. */
  readonly occurredAt: Date;
}
