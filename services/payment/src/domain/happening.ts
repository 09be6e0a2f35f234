import type { Order } from './order.js';
import type { Failure } from './failure.js';
import type { Payment } from './payment.js';
import type { Refund } from './refund.js';

/** Something others must hear of; `order` and `payment` are as they were right after it. */
export type Happening =
  | { readonly type: 'order.created'; readonly order: Order }
  | { readonly type: 'order.expired' | 'order.cancelled'; readonly order: Order; readonly reason: string }
  | { readonly type: 'payment.authorized' | 'payment.captured'; readonly order: Order; readonly payment: Payment }
  | {
      readonly type: 'payment.failed' | 'payment.capture_failed';
      readonly order: Order;
      readonly payment: Payment;
      readonly failure: Failure;
    }
  | { readonly type: 'payment.cancelled'; readonly order: Order; readonly payment: Payment; readonly reason: string }
  | { readonly type: 'payment.refunded'; readonly order: Order; readonly payment: Payment; readonly full: boolean }
  | { readonly type: 'refund.processed'; readonly order: Order; readonly payment: Payment; readonly refund: Refund }
  | {
      readonly type: 'refund.failed';
      readonly order: Order;
      readonly payment: Payment;
      readonly refund: Refund;
      readonly failure: Failure;
    };
