import { feeWithin } from './pricing.js';
import type { Order } from './order.js';
import type { Payment } from './payment.js';

/**
 * Books of the platform: what providers owe us, what we owe merchants, what we earned, what we owe payers of a
 * surplus.
 */
export type LedgerAccount = 'provider_receivable' | 'merchant_payable' | 'platform_fee' | 'surplus_payable';
export type JournalKind = 'capture' | 'refund' | 'refund_reversal';

export interface LedgerLine {
  readonly account: LedgerAccount;
  /** Debits are positive, credits negative; the lines of a journal sum to zero. */
  readonly amountMinor: number;
}

export interface Journal {
  readonly kind: JournalKind;
  readonly orderId: string;
  readonly paymentId: string;
  readonly refundId: string | null;
  readonly merchantId: string;
  readonly currency: string;
  readonly lines: readonly LedgerLine[];
}

/** The journal of kept money going from `beforeMinor` to `afterMinor` (captured less refunded) of one payment. */
export function journalOf(
  kind: JournalKind,
  order: Order,
  payment: Payment,
  kept: { readonly beforeMinor: number; readonly afterMinor: number },
  refundId: string | null = null,
): Journal {
  const amount = kept.afterMinor - kept.beforeMinor;
  const fee = payment.surplus
    ? 0
    : feeWithin(order.snapshot, kept.afterMinor) - feeWithin(order.snapshot, kept.beforeMinor);
  const lines: LedgerLine[] = [
    { account: 'provider_receivable', amountMinor: amount },
    { account: payment.surplus ? 'surplus_payable' : 'merchant_payable', amountMinor: fee - amount },
    { account: 'platform_fee', amountMinor: 0 - fee },
  ];
  return {
    kind,
    orderId: order.id,
    paymentId: payment.id,
    refundId,
    merchantId: order.merchantId,
    currency: payment.currency,
    lines: lines.filter((line) => line.amountMinor !== 0),
  };
}
