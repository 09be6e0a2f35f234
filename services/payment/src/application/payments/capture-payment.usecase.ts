import { Injectable } from '@nestjs/common';
import { parseAmount } from '#kernel';
import { askCapture } from '../../domain/asks.js';
import type { Payment } from '../../domain/payment.js';
import type { Viewer } from '../access.js';
import { MoneyMoves } from '../operations/money-moves.js';
import { type Actor, Acts } from '../ports.js';

/** The merchant takes what is authorized, all or part. */
@Injectable()
export class CapturePayment {
  constructor(
    private readonly moves: MoneyMoves,
    private readonly acts: Acts,
  ) {}

  execute(viewer: Viewer, actor: Actor, paymentId: string, amount: string | number | null): Promise<Payment> {
    return this.moves.ask(viewer, paymentId, async (orderCase) => {
      const { merchantId, currency } = orderCase.order;
      askCapture(orderCase, paymentId, amount === null ? null : parseAmount(amount, currency));
      const detail = { amount_minor: orderCase.payment(paymentId).captureWantedMinor, currency };
      const target = { type: 'payment', id: paymentId };
      await this.acts.record(actor, { action: 'capture_requested', merchantId, target, detail });
    });
  }
}
