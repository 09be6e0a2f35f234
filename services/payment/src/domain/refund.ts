import { defineTransitions } from '#kernel';
import type { Failure } from './failure.js';

export type RefundStatus = 'pending' | 'processed' | 'failed';
export type RefundMove = 'process' | 'fail';

/** `processed → failed` happens late: the bank sends the money back to us. */
export const refundTransitions = defineTransitions<RefundStatus, RefundMove>({
  name: 'refund',
  initial: 'pending',
  events: ['process', 'fail'],
  table: {
    pending: { process: 'processed', fail: 'failed' },
    processed: { fail: 'failed' },
    failed: {},
  },
  reaches: { process: ['processed'], fail: ['failed'] },
});

export interface Refund {
  readonly id: string;
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly reason: string;
  readonly status: RefundStatus;
  /** Its operation has been written: it stands no longer in the queue. */
  readonly sent: boolean;
  readonly providerRefundId: string | null;
  readonly failure: Failure | null;
}
