import { defineTransitions } from '#kernel';
import type { PriceSnapshot } from './pricing.js';

export type OrderStatus =
  'created' | 'attempted' | 'paid' | 'partially_refunded' | 'refunded' | 'cancelled' | 'expired';

export type OrderMove = 'attempt' | 'pay' | 'refund_part' | 'refund_all' | 'unrefund' | 'void' | 'cancel' | 'expire';

/** Who acts on the money of an order: booking decides, the merchant does, or the waitlist waits with it. */
export type Purpose = 'booking' | 'plain' | 'waitlist';

/**
 * Late money is real: a cancelled or expired order that is paid after all becomes paid, and whoever it is for decides.
 */
export const orderTransitions = defineTransitions<OrderStatus, OrderMove>({
  name: 'order',
  initial: 'created',
  events: ['attempt', 'pay', 'refund_part', 'refund_all', 'unrefund', 'void', 'cancel', 'expire'],
  table: {
    created: { attempt: 'attempted', cancel: 'cancelled', expire: 'expired' },
    attempted: { attempt: 'attempted', pay: 'paid', cancel: 'cancelled', expire: 'expired' },
    paid: { refund_part: 'partially_refunded', refund_all: 'refunded', void: 'cancelled' },
    partially_refunded: { refund_part: 'partially_refunded', refund_all: 'refunded', unrefund: 'paid' },
    refunded: { refund_part: 'partially_refunded', unrefund: 'paid' },
    cancelled: { pay: 'paid' },
    expired: { pay: 'paid' },
  },
  reaches: { pay: ['paid'], cancel: ['cancelled'], expire: ['expired'], void: ['cancelled'], refund_all: ['refunded'] },
});

export interface Order {
  readonly id: string;
  readonly merchantId: string;
  readonly customerId: string | null;
  readonly livemode: boolean;
  readonly purpose: Purpose;
  readonly holdId: string | null;
  readonly amountMinor: number;
  readonly currency: string;
  /** `manual`: the merchant captures by hand. Orders of purpose `booking` are captured by booking's answer. */
  readonly capture: 'automatic' | 'manual';
  readonly status: OrderStatus;
  readonly version: number;
  readonly snapshot: PriceSnapshot;
  readonly createdAt: Date;
}

/** True while money of this order is, or was, kept: a further success would be a second one. */
export function hasBeenPaid(order: Order): boolean {
  return order.status === 'paid' || order.status === 'partially_refunded' || order.status === 'refunded';
}
