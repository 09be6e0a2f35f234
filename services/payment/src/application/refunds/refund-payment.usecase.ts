import { Injectable } from '@nestjs/common';
import { parseAmount } from '#kernel';
import { askRefund } from '../../domain/asks.js';
import { refundNotFound } from '../../domain/payment.errors.js';
import type { Viewer } from '../access.js';
import { MoneyMoves } from '../operations/money-moves.js';
import { Archive, type RefundRecord } from '../ports.js';

export interface RefundPaymentCommand {
  /** The id the refund shall have. */
  readonly id: string;
  readonly viewer: Viewer;
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
  ) {}

  async execute({ id, viewer, paymentId, amount, reason }: RefundPaymentCommand): Promise<RefundRecord> {
    await this.moves.ask(viewer, paymentId, (orderCase) => {
      const amountMinor = amount === null ? null : parseAmount(amount, orderCase.order.currency);
      askRefund(orderCase, paymentId, { id, amountMinor, reason: reason ?? 'requested' });
    });
    const refund = await this.archive.refund(id);
    if (!refund || refund.paymentId !== paymentId) throw refundNotFound();
    return refund;
  }
}
