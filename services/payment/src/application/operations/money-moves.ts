import { Injectable } from '@nestjs/common';
import type { OrderCase } from '../../domain/order-case.js';
import type { Payment } from '../../domain/payment.js';
import { paymentNotFound } from '../../domain/payment.errors.js';
import { owned, type Viewer } from '../access.js';
import { OrderDesk } from '../order-desk.js';
import { Archive } from '../ports.js';
import { OperationCalls } from './operation-calls.js';

/**
 * What callers ask of a payment's money: written under the order's lock, then called at once so that the answer tells
 * how it went.
 */
@Injectable()
export class MoneyMoves {
  constructor(
    private readonly archive: Archive,
    private readonly desk: OrderDesk,
    private readonly calls: OperationCalls,
  ) {}

  async ask(viewer: Viewer, paymentId: string, move: (orderCase: OrderCase) => Promise<void>): Promise<Payment> {
    owned(viewer, await this.archive.payment(paymentId), paymentNotFound);
    const operationId = await this.desk.work({ paymentIds: [paymentId] }, async (cases) => {
      const orderCase = cases.ofPayment(paymentId);
      if (!orderCase) throw paymentNotFound();
      await move(orderCase);
      return orderCase.payment(paymentId).openOperation?.id;
    });
    if (operationId) await this.calls.performNow([operationId]);
    const payment = await this.archive.payment(paymentId);
    if (!payment) throw paymentNotFound();
    return payment;
  }
}
