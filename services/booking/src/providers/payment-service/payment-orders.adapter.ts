import { Injectable, Logger } from '@nestjs/common';
import type { CloseOrdersAnswer, CloseOrdersRequest } from '#contracts';
import type { InternalClient } from '#service-kit';
import { PaymentOrders } from '../../application/ports.js';
import type { ClosingAnswer } from '../../domain/hold.js';

/** payment's internal route, over HTTP. Silence is an answer too: it says nothing about any order. */
@Injectable()
export class HttpPaymentOrders extends PaymentOrders {
  private readonly logger = new Logger('PaymentOrders');

  constructor(private readonly client: InternalClient) {
    super();
  }

  override async close(orderIds: readonly string[]): Promise<ReadonlyMap<string, ClosingAnswer>> {
    const body: CloseOrdersRequest = { order_ids: orderIds };
    try {
      const { orders } = await this.client.post<CloseOrdersAnswer>('/internal/orders/close', body);
      return new Map(orders.map(({ order_id, outcome }) => [order_id, outcome]));
    } catch (error) {
      this.logger.warn({ msg: `payment did not say what to do with ${orderIds.length} holds`, err: error });
      return new Map();
    }
  }
}
