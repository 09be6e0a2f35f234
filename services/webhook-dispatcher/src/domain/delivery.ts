import { defineTransitions } from '#kernel';

export type DeliveryStatus = 'pending' | 'delivering' | 'retrying' | 'delivered' | 'exhausted' | 'cancelled';
export type DeliveryMove = 'lease' | 'succeed' | 'retry' | 'exhaust' | 'cancel' | 'resend';

/**
 * One event to one endpoint. A lease that ran out is taken over without a change of state (`delivering → delivering`);
 * what waits is cancelled with its endpoint or with the event it would carry.
 */
export const deliveryTransitions = defineTransitions<DeliveryStatus, DeliveryMove>({
  name: 'delivery',
  initial: 'pending',
  events: ['lease', 'succeed', 'retry', 'exhaust', 'cancel', 'resend'],
  table: {
    pending: { lease: 'delivering', cancel: 'cancelled' },
    delivering: {
      lease: 'delivering',
      succeed: 'delivered',
      retry: 'retrying',
      exhaust: 'exhausted',
      cancel: 'cancelled',
    },
    retrying: { lease: 'delivering', cancel: 'cancelled' },
    delivered: {},
    exhausted: { resend: 'pending' },
    cancelled: {},
  },
  reaches: {
    succeed: ['delivered'],
    retry: ['retrying'],
    exhaust: ['exhausted'],
    cancel: ['cancelled'],
    resend: ['pending', 'retrying'],
  },
});

export const DELIVERY_STATUSES = deliveryTransitions.states;
