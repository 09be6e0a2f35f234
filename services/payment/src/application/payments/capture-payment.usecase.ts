import { Injectable } from '@nestjs/common';
import { parseAmount } from '#kernel';
import { askCapture } from '../../domain/asks.js';
import type { Payment } from '../../domain/payment.js';
import type { Viewer } from '../access.js';
import { MoneyMoves } from '../operations/money-moves.js';

/** The merchant takes what is authorized, all or part. */
@Injectable()
export class CapturePayment {
  constructor(private readonly moves: MoneyMoves) {}

  execute(viewer: Viewer, paymentId: string, amount: string | number | null): Promise<Payment> {
    return this.moves.ask(viewer, paymentId, (orderCase) => {
      askCapture(orderCase, paymentId, amount === null ? null : parseAmount(amount, orderCase.order.currency));
    });
  }
}
