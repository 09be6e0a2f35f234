import type { Behaviour } from './behaviour.js';

export const METHODS = ['credit_card', 'debit_card', 'net_banking', 'upi', 'wallet'] as const;
export type Method = (typeof METHODS)[number];

export type SessionStatus = 'open' | 'completed' | 'failed' | 'cancelled' | 'expired';
export type TryStatus =
  'requires_otp' | 'processing' | 'authorized' | 'captured' | 'voided' | 'declined' | 'capture_failed';
export type DeclineCode =
  | 'card_declined'
  | 'upi_declined'
  | 'bank_declined'
  | 'insufficient_funds'
  | 'expired_card'
  | 'processing_error'
  | 'timeout'
  | 'otp_wrong'
  | 'abandoned'
  | 'capture_declined'
  | 'authorization_lapsed'
  | 'refund_returned';

/** One demand of a merchant for one amount; customers try to pay it until it is over. Amounts are minor units. */
export interface Session {
  readonly id: string;
  /** The merchant's own id of it, unique. */
  readonly reference: string;
  readonly idempotencyKey: string;
  /** Tells whether a repeated request is the same one. */
  readonly requestHash: string;
  readonly amount: number;
  readonly currency: string;
  readonly capture: 'automatic' | 'manual';
  /** The only method it may be paid by; null: any. */
  readonly method: Method | null;
  readonly description: string;
  readonly returnUrl: string;
  readonly notifyUrl: string;
  /** Charged from server to server: its one try decides it. */
  readonly serverSide: boolean;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  status: SessionStatus;
  cancelledBy: 'merchant' | 'customer' | null;
  tryCount: number;
  closedAt: Date | null;
}

/** One try to pay a session; a payment of the provider's API. */
export interface Try {
  readonly id: string;
  readonly sessionId: string;
  readonly no: number;
  readonly method: Method;
  readonly behaviour: Behaviour;
  readonly amount: number;
  readonly currency: string;
  readonly cardBrand: string | null;
  readonly cardLast4: string | null;
  readonly createdAt: Date;
  status: TryStatus;
  capturedAmount: number;
  refundedAmount: number;
  failureCode: DeclineCode | null;
  authorizedAt: Date | null;
  capturedAt: Date | null;
  endedAt: Date | null;
  /** When something happens to it by itself: a pending one resolves, a late one succeeds, an authorization lapses. */
  settleAt: Date | null;
}

/** One thing done to a try's money, under the merchant's key. */
export interface Operation {
  readonly id: string;
  readonly sessionId: string;
  readonly tryId: string;
  readonly kind: 'capture' | 'void' | 'refund';
  readonly idempotencyKey: string;
  readonly amount: number;
  readonly merchantRefundId: string | null;
  readonly createdAt: Date;
  status: 'pending' | 'processed' | 'failed';
  failureCode: DeclineCode | null;
  settleAt: Date | null;
  updatedAt: Date;
}

/** One movement of money, with both of its sides. */
export interface Entry {
  readonly sessionId: string;
  readonly operationId: string;
  readonly kind: 'capture' | 'refund' | 'refund_returned';
  readonly debit: 'customer' | 'merchant';
  readonly credit: 'customer' | 'merchant';
  readonly amount: number;
}

export type HappeningType =
  | 'payment.requires_otp'
  | 'payment.processing'
  | 'payment.authorized'
  | 'payment.captured'
  | 'payment.declined'
  | 'payment.capture_failed'
  | 'payment.voided'
  | 'session.cancelled'
  | 'session.expired'
  | 'refund.pending'
  | 'refund.processed'
  | 'refund.failed';

/** Something the merchant is told, as things stood at that moment. */
export interface Happening {
  readonly type: HappeningType;
  readonly at: Date;
  readonly session: Readonly<Session>;
  readonly attempt?: Readonly<Try>;
  readonly refunds?: readonly Readonly<Operation>[];
  readonly refund?: Readonly<Operation>;
  /** Told this much later than it happened, in milliseconds. */
  readonly delayMs: number;
}

const PAYMENT_ID = /^pay_([0-9a-f]{32})_\d{1,3}$/;
const REFUND_ID = /^re_([0-9a-f]{32})_\d{1,3}_\d{1,4}$/;

/**
 * Ids tell their session: `cs_<hex>`, `pay_<hex>_<try>`, `re_<hex>_<try>_<operation>`. Undefined for what is no such
 * id.
 */
export function sessionIdOf(id: string): string | undefined {
  const hex = (PAYMENT_ID.exec(id) ?? REFUND_ID.exec(id))?.[1];
  return hex === undefined ? undefined : `cs_${hex}`;
}
