import type { Failure } from './failure.js';

/**
 * What a provider's news tells, whatever way it came: of one try, of the whole session (`cancelled`), or of a refund.
 */
export type FactOutcome =
  | 'requires_action'
  | 'pending'
  | 'authorized'
  | 'captured'
  | 'failed'
  | 'capture_failed'
  | 'voided'
  | 'cancelled'
  | 'refund_pending'
  | 'refund_processed'
  | 'refund_failed';

/** One piece of news about one payment, told by its provider and verified to be so; in our words. */
export interface Fact {
  readonly provider: string;
  readonly accountId: string;
  /** The mode of the account that vouched for it; null where the payment itself told which account to ask. */
  readonly livemode: boolean | null;
  readonly paymentId: string;
  readonly outcome: FactOutcome;
  /** The provider's name of the try it is about. */
  readonly providerPaymentId: string | null;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly failure: Failure | null;
  /** Our refund's id, for refund facts. */
  readonly refundId: string | null;
  readonly providerRefundId: string | null;
  /** False: this try failed but the payer may try again in the same session. */
  readonly sessionOver: boolean;
}

/**
 * What a fact did. `quarantined`: it contradicts what we know and money may be involved; somebody must look (alarm).
 */
export type Verdict =
  | { readonly kind: 'applied' }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'quarantined'; readonly reason: string };

export const applied: Verdict = { kind: 'applied' };
export const ignored = (reason: string): Verdict => ({ kind: 'ignored', reason });
export const quarantined = (reason: string): Verdict => ({ kind: 'quarantined', reason });
