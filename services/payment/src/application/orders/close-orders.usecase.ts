import { Injectable } from '@nestjs/common';
import type { CloseOrdersAnswer } from '#contracts';
import { closeOrder } from '../../domain/closing.js';
import { OrderDesk } from '../order-desk.js';

/** booking asks to give up orders whose holds ran out (R8). An order we never wrote can't be paid: closed. */
@Injectable()
export class CloseOrders {
  constructor(private readonly desk: OrderDesk) {}

  async execute(orderIds: readonly string[]): Promise<CloseOrdersAnswer> {
    const orders = await this.desk.work({ orderIds: [...new Set(orderIds)] }, (cases) =>
      orderIds.map((orderId) => {
        const orderCase = cases.ofOrder(orderId);
        return { order_id: orderId, outcome: orderCase ? closeOrder(orderCase, 'hold_expired') : ('closed' as const) };
      }),
    );
    return { orders };
  }
}
