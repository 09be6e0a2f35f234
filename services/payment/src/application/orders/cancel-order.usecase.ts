import { Injectable } from '@nestjs/common';
import { applyAnswer } from '../../domain/answer.js';
import { cancelOrder } from '../../domain/closing.js';
import { hasBeenPaid } from '../../domain/order.js';
import type { OrderCase } from '../../domain/order-case.js';
import { isSuccessful } from '../../domain/payment.js';
import { illegalMove, orderNotFound } from '../../domain/payment.errors.js';
import { owned, type Viewer } from '../access.js';
import { OrderDesk } from '../order-desk.js';
import { type Actor, Acts, Archive, Decisions, type OrderRecord } from '../ports.js';

/**
 * A merchant takes an order back. One whose money waits for booking's decision is closed there first: only booking's
 * answer
 * lets the money go back (R3).
 */
@Injectable()
export class CancelOrder {
  constructor(
    private readonly archive: Archive,
    private readonly decisions: Decisions,
    private readonly desk: OrderDesk,
    private readonly acts: Acts,
  ) {}

  async execute(viewer: Viewer, actor: Actor, orderId: string): Promise<OrderRecord> {
    const order = owned(viewer, await this.archive.order(orderId), orderNotFound);
    const undecided = order.purpose === 'booking' && hasBeenPaid(order) ? await this.undecided(orderId) : undefined;
    if (undecided) await this.giveUp(actor, orderId, undecided);
    else await this.change(actor, orderId, (orderCase) => cancelOrder(orderCase, 'requested_by_merchant'));
    return (await this.archive.order(orderId)) ?? order;
  }

  private async undecided(orderId: string): Promise<string | undefined> {
    const payments = await this.archive.paymentsOf([orderId]);
    return payments.find((one) => isSuccessful(one) && !one.surplus && one.decision === null)?.id;
  }

  private async giveUp(actor: Actor, orderId: string, paymentId: string): Promise<void> {
    const answer = await this.decisions.close(paymentId, orderId, 'order_cancelled');
    if (answer.outcome === 'confirmed') throw illegalMove('It is booked: cancel the booking instead.');
    const { outcome, reason } = answer;
    await this.change(actor, orderId, (orderCase) =>
      applyAnswer(orderCase, { kind: outcome, paymentId, reason: reason ?? 'order_cancelled' }),
    );
  }

  /** Asked again it changes nothing, and nothing is recorded. */
  private async change(actor: Actor, orderId: string, work: (orderCase: OrderCase) => void): Promise<void> {
    await this.desk.work({ orderIds: [orderId] }, async (cases) => {
      const orderCase = cases.ofOrder(orderId);
      if (!orderCase) return;
      const { status, merchantId, amountMinor, currency } = orderCase.order;
      if (status === 'cancelled') return;
      work(orderCase);
      const detail = { amount_minor: amountMinor, currency, was: status };
      const target = { type: 'order', id: orderId };
      await this.acts.record(actor, { action: 'order_cancelled', merchantId, target, detail });
    });
  }
}
