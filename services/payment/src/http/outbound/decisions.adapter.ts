import type { DecisionAnswer } from '#contracts';
import type { InternalClient } from '#service-kit';
import { Decisions } from '../../application/ports.js';

/** booking's decisions, one HTTP hop away. */
export class HttpDecisions extends Decisions {
  constructor(private readonly booking: InternalClient) {
    super();
  }

  close(paymentId: string, orderId: string, reason: string): Promise<DecisionAnswer> {
    const request = { order_id: orderId, outcome: 'closed', reason };
    return this.booking.put<DecisionAnswer>(`/internal/decisions/${paymentId}`, request);
  }
}
