import { Injectable } from '@nestjs/common';
import { orderNotFound } from '../../domain/payment.errors.js';
import { owned, type Viewer } from '../access.js';
import { Archive, type ListWish, type OrderRecord, type PaymentRecord, type RefundRecord } from '../ports.js';

export interface OrderFile {
  readonly order: OrderRecord;
  readonly payments: readonly PaymentRecord[];
  readonly refunds: readonly RefundRecord[];
}

@Injectable()
export class ReadOrders {
  constructor(private readonly archive: Archive) {}

  async one(viewer: Viewer, id: string): Promise<OrderFile> {
    const order = owned(viewer, await this.archive.order(id), orderNotFound);
    return this.withPayments(order);
  }

  async list(wish: ListWish): Promise<OrderFile[]> {
    const orders = await this.archive.orders(wish);
    const payments = await this.archive.paymentsOf(orders.map(({ id }) => id));
    const byOrder = Map.groupBy(payments, ({ orderId }) => orderId);
    return orders.map((order) => ({ order, payments: byOrder.get(order.id) ?? [], refunds: [] }));
  }

  private async withPayments(order: OrderRecord): Promise<OrderFile> {
    const payments = await this.archive.paymentsOf([order.id]);
    const refunds = await this.archive.refundsOf(payments.map(({ id }) => id));
    return { order, payments, refunds };
  }
}
