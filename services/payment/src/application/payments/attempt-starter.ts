import { Injectable } from '@nestjs/common';
import { type Attempt, livePayment, startAttempt } from '../../domain/attempt.js';
import type { Payment } from '../../domain/payment.js';
import { notCharged, orderNotFound, tryAgain } from '../../domain/payment.errors.js';
import { Bells } from '../bells.js';
import { isNotReached, OperationCalls } from '../operations/operation-calls.js';
import { OrderDesk } from '../order-desk.js';
import { Archive } from '../ports.js';

/** So long a caller waits for a session that another request is opening. */
const WAIT_MS = 5_000;

/** Starts attempts to pay and waits for their sessions; two at once for one order become one. */
@Injectable()
export class AttemptStarter {
  constructor(
    private readonly desk: OrderDesk,
    private readonly calls: OperationCalls,
    private readonly archive: Archive,
    private readonly bells: Bells,
  ) {}

  /** Writes the attempt and makes its create call. With `join`, a payment of the order on its way is given instead. */
  async start(orderId: string, attempt: Attempt, { join }: { readonly join: boolean }): Promise<Payment> {
    const started = await this.desk.work({ orderIds: [orderId] }, (cases) => {
      const orderCase = cases.ofOrder(orderId);
      if (!orderCase) throw orderNotFound();
      const before = orderCase.find(attempt.id) ?? (join ? livePayment(orderCase) : undefined);
      return before ?? startAttempt(orderCase, attempt);
    });
    return started.id === attempt.id && started.creating
      ? this.open(attempt.id, attempt.operationId)
      : this.opened(started.id);
  }

  /** Makes the create call just written. Throws 1014 when it surely did not reach the provider. */
  async open(paymentId: string, operationId: string): Promise<Payment> {
    const [end] = await this.calls.performNow([operationId]);
    if (end?.kind !== 'reported') return this.opened(paymentId);
    if (isNotReached(end.result)) throw notCharged();
    return end.receipt.payment ?? this.opened(paymentId);
  }

  /** The payment as soon as its session is there, or as it is after a while. */
  async opened(paymentId: string): Promise<Payment> {
    let payment = await this.archive.payment(paymentId);
    if (payment?.creating && payment.status === 'pending') {
      await this.bells.nextChange(paymentId, WAIT_MS);
      payment = await this.archive.payment(paymentId);
    }
    if (!payment) throw tryAgain('The payment is being made; try again.');
    return payment;
  }
}
