import { Injectable } from '@nestjs/common';
import { orderNotFound, paymentNotFound } from '../../domain/payment.errors.js';
import { Archive, type OrderRecord, type PaymentRecord } from '../ports.js';

export interface PaymentFile {
  readonly order: OrderRecord;
  readonly payment: PaymentRecord;
}

/** What a signed link shows: no viewer is asked, the link itself is the right to see it. */
@Injectable()
export class ReadLinked {
  constructor(private readonly archive: Archive) {}

  async payment(id: string): Promise<PaymentFile> {
    const payment = await this.archive.payment(id);
    const order = payment && (await this.archive.order(payment.orderId));
    if (!payment || !order) throw paymentNotFound();
    return { order, payment };
  }

  async order(id: string): Promise<OrderRecord> {
    const order = await this.archive.order(id);
    if (!order) throw orderNotFound();
    return order;
  }
}
