import { Injectable } from '@nestjs/common';
import { isOpen } from '../../domain/payment.js';
import { notPayable, orderNotFound, paymentNotFound } from '../../domain/payment.errors.js';
import { owned, type Viewer } from '../access.js';
import { Archive } from '../ports.js';
import { Attempts, type StartedPayment } from './attempts.js';
import { requireAmount } from './expected-amount.js';

export interface RetryPaymentCommand {
  /** The id the new payment shall have. */
  readonly id: string;
  readonly viewer: Viewer;
  readonly paymentId: string;
  readonly method: string | null;
  readonly provider: string | null;
  readonly amount: string | number | null;
}

/** After a failure: a new payment on the same order. Asked twice, it is one. */
@Injectable()
export class RetryPayment {
  constructor(
    private readonly archive: Archive,
    private readonly attempts: Attempts,
  ) {}

  async execute(command: RetryPaymentCommand): Promise<StartedPayment> {
    const parent = owned(command.viewer, await this.archive.payment(command.paymentId), paymentNotFound);
    const order = await this.archive.order(parent.orderId);
    if (!order) throw orderNotFound();
    requireAmount(command.amount, order);
    const siblings = await this.archive.paymentsOf([order.id]);
    const live = siblings.find((one) => isOpen(one) && one.id !== parent.id);
    if (live) return this.attempts.again(order.id, command.viewer, command);
    if (parent.status !== 'failed' && parent.status !== 'cancelled') {
      throw notPayable(`A payment that is ${parent.status.replace('_', ' ')} can not be tried again.`);
    }
    return this.attempts.retry(order, parent, command);
  }
}
