import { defineTransitions } from '#kernel';
import type { Checkout } from './checkout.js';
import type { Failure } from './failure.js';
import type { OperationKind } from './operation.js';

export type PaymentStatus =
  | 'pending'
  | 'requires_action'
  | 'unknown'
  | 'authorized'
  | 'captured'
  | 'partially_refunded'
  | 'refunded'
  | 'failed'
  | 'cancelled';

export type PaymentMove =
  | 'wait'
  | 'act'
  | 'lose_sight'
  | 'authorize'
  | 'capture'
  | 'fail'
  | 'cancel'
  | 'refund_part'
  | 'refund_all'
  | 'unrefund';

const open = {
  wait: 'pending',
  act: 'requires_action',
  lose_sight: 'unknown',
  authorize: 'authorized',
  fail: 'failed',
  cancel: 'cancelled',
} as const;

/**
 * `failed | cancelled → authorized` is late truth: providers do report success after a failure (UPI retries, late
 * authorization).
 */
export const paymentTransitions = defineTransitions<PaymentStatus, PaymentMove>({
  name: 'payment',
  initial: 'pending',
  events: [
    'wait',
    'act',
    'lose_sight',
    'authorize',
    'capture',
    'fail',
    'cancel',
    'refund_part',
    'refund_all',
    'unrefund',
  ],
  table: {
    pending: open,
    requires_action: open,
    unknown: open,
    failed: { authorize: 'authorized' },
    cancelled: { authorize: 'authorized' },
    authorized: { capture: 'captured', cancel: 'cancelled' },
    captured: { refund_part: 'partially_refunded', refund_all: 'refunded' },
    partially_refunded: { refund_part: 'partially_refunded', refund_all: 'refunded', unrefund: 'captured' },
    refunded: { refund_part: 'partially_refunded', unrefund: 'captured' },
  },
  reaches: {
    authorize: ['authorized', 'captured', 'partially_refunded', 'refunded'],
    capture: ['captured', 'partially_refunded', 'refunded'],
    fail: ['failed'],
    cancel: ['cancelled'],
    refund_all: ['refunded'],
  },
});

/** The one call under way that moves this payment's money. */
export interface OpenOperation {
  readonly id: string;
  readonly kind: OperationKind;
}

/** A card as the provider's vault names it; the number itself is never here. */
export interface Instrument {
  readonly token: string;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly fingerprint: string | null;
}

/** booking's answer to an authorized payment; `closed` was asked for by us. */
export type Decision = 'confirmed' | 'rejected' | 'closed';

export interface Payment {
  readonly id: string;
  readonly orderId: string;
  /** The attempt this one is a retry of. */
  readonly parentPaymentId: string | null;
  readonly provider: string;
  readonly accountId: string;
  readonly method: string | null;
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: PaymentStatus;
  /** A success that came when the order was already paid: nobody is asked, the money goes back. */
  readonly surplus: boolean;
  /** The provider only authorizes and waits for our capture call. */
  readonly manualCapture: boolean;
  /** The provider can cancel a session nobody has paid yet. */
  readonly cancellable: boolean;
  readonly authorizedMinor: number;
  readonly capturedMinor: number;
  /** Sum of processed refunds. */
  readonly refundedMinor: number;
  /** Sum of refunds on their way. */
  readonly refundingMinor: number;
  readonly providerSessionId: string | null;
  /** The try that succeeded, in the provider's words. */
  readonly providerPaymentId: string | null;
  readonly failure: Failure | null;
  readonly checkout: Checkout | null;
  /** The create call has no result yet. */
  readonly creating: boolean;
  /** A cancel operation for its session has been written. */
  readonly cancelAsked: boolean;
  readonly openOperation: OpenOperation | null;
  /** Amount to capture as soon as no other operation is open. */
  readonly captureWantedMinor: number | null;
  /** Amount to refund as soon as it is captured. */
  readonly refundWantedMinor: number | null;
  /** All its money must go back, and why. */
  readonly releaseReason: string | null;
  readonly decision: Decision | null;
  readonly bookId: string | null;
  readonly bookingStatus: 'confirmed' | 'cancelled' | null;
  readonly version: number;
  /** The version `payment.authorized` was told with: asking again tells the same one. */
  readonly authorizedVersion: number | null;
  /** The vaulted card it is charged with from server to server. */
  readonly instrument: Instrument | null;
  /** Until when a success may still arrive: so long its provider is asked. */
  readonly pollUntil: Date;
  readonly createdAt: Date;
}

const OPEN: ReadonlySet<PaymentStatus> = new Set<PaymentStatus>(['pending', 'requires_action', 'unknown']);
const SUCCESSFUL: ReadonlySet<PaymentStatus> = new Set<PaymentStatus>([
  'authorized',
  'captured',
  'partially_refunded',
  'refunded',
]);

/** Nothing is known to have moved yet, but it still may. */
export function isOpen(payment: Payment): boolean {
  return OPEN.has(payment.status);
}

export function isSuccessful(payment: Payment): boolean {
  return SUCCESSFUL.has(payment.status);
}

/** What may still be refunded: captured, and neither given back nor on its way, in minor units. */
export function refundableMinor(payment: Payment): number {
  return payment.capturedMinor - payment.refundedMinor - payment.refundingMinor;
}
