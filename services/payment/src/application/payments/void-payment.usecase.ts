import { Injectable } from '@nestjs/common';
import { askVoid } from '../../domain/asks.js';
import type { Payment } from '../../domain/payment.js';
import type { Viewer } from '../access.js';
import { MoneyMoves } from '../operations/money-moves.js';
import { type Actor, Acts } from '../ports.js';

/** The merchant gives an authorization back. */
@Injectable()
export class VoidPayment {
  constructor(
    private readonly moves: MoneyMoves,
    private readonly acts: Acts,
  ) {}

  execute(viewer: Viewer, actor: Actor, paymentId: string): Promise<Payment> {
    return this.moves.ask(viewer, paymentId, async (orderCase) => {
      const { merchantId, currency } = orderCase.order;
      askVoid(orderCase, paymentId);
      const detail = { amount_minor: orderCase.payment(paymentId).authorizedMinor, currency };
      const target = { type: 'payment', id: paymentId };
      await this.acts.record(actor, { action: 'void_requested', merchantId, target, detail });
    });
  }
}
