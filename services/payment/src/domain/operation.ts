import { defineTransitions } from '#kernel';
import type { Checkout } from './checkout.js';
import type { Failure } from './failure.js';

export type OperationState = 'intended' | 'succeeded' | 'failed' | 'unknown';
export type OperationMove = 'succeed' | 'fail' | 'lose_sight';

/**
 * One open capture, void or refund a payment; `create` and `cancel` (of an unpaid session) move no money that is ours.
 */
export type OperationKind = 'create' | 'cancel' | 'capture' | 'void' | 'refund';

export const operationTransitions = defineTransitions<OperationState, OperationMove>({
  name: 'operation',
  initial: 'intended',
  events: ['succeed', 'fail', 'lose_sight'],
  table: {
    intended: { succeed: 'succeeded', fail: 'failed', lose_sight: 'unknown' },
    unknown: { succeed: 'succeeded', fail: 'failed', lose_sight: 'unknown' },
    succeeded: {},
    failed: {},
  },
  reaches: { succeed: ['succeeded'], fail: ['failed'] },
});

/**
 * A call to a provider, written down before it is made; `id` is the provider's idempotency key. A refund's operation
 * has the refund's id.
 */
export interface NewOperation {
  readonly id: string;
  readonly paymentId: string;
  readonly kind: OperationKind;
  readonly amountMinor: number;
}

/** What came of the call of an operation. The facts that came with it are applied before it. */
export type OperationResult = { readonly operationId: string; readonly operation: OperationKind } & (
  | { readonly kind: 'succeeded'; readonly session?: OpenedSession }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'unknown' }
);

/** What a create call gives: where the payer goes, and the provider's name of the session. */
export interface OpenedSession {
  readonly providerSessionId: string;
  readonly checkout: Checkout;
}

/** How a written operation changes state. */
export interface OperationChange {
  readonly id: string;
  readonly state: Exclude<OperationState, 'intended'>;
  readonly failure: Failure | null;
}
