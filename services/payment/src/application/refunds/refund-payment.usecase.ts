import { Injectable } from '@nestjs/common';
import { parseAmount } from '#kernel';
import { askRefund } from '../../domain/asks.js';
import type { OrderCase } from '../../domain/order-case.js';
import { refundNotFound } from '../../domain/payment.errors.js';
import type { Viewer } from '../access.js';
import { MoneyMoves } from '../operations/money-moves.js';
import { type Actor, Acts, Archive, type RefundRecord } from '../ports.js';

export interface RefundPaymentCommand {
  /** The id the refund shall have. */
  readonly id: string;
  readonly viewer: Viewer;
  readonly actor: Actor;
  readonly paymentId: string;
  /** As it was sent; null refunds all that is left. */
  readonly amount: string | number | null;
  readonly reason: string | null;
}

/**
 * Sends captured money back. Refunds asked for at once stand in a queue; together they never exceed what was captured.
 */
@Injectable()
export class RefundPayment {
  constructor(
    private readonly moves: MoneyMoves,
    private readonly archive: Archive,
    private readonly acts: Acts,
  ) {}

  async execute(command: RefundPaymentCommand): Promise<RefundRecord> {
    const { id, viewer, paymentId } = command;
    await this.moves.ask(viewer, paymentId, (orderCase) => this.ask(orderCase, command));
    const refund = await this.archive.refund(id);
    if (!refund || refund.paymentId !== paymentId) throw refundNotFound();
    return refund;
  }

  private async ask(orderCase: OrderCase, { id, actor, paymentId, amount, reason }: RefundPaymentCommand) {
    const { merchantId, currency } = orderCase.order;
    const isNew = orderCase.refund(id) === undefined;
    const wanted = amount === null ? null : parseAmount(amount, currency);
    const { amountMinor } = askRefund(orderCase, paymentId, { id, amountMinor: wanted, reason: reason ?? 'requested' });
    if (!isNew) return;
    const detail = { payment_id: paymentId, amount_minor: amountMinor, currency };
    const target = { type: 'refund', id };
    await this.acts.record(actor, { action: 'refund_requested', merchantId, target, detail });
  }
}
