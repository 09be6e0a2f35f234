import { Injectable } from '@nestjs/common';
import { askVoid } from '../../domain/asks.js';
import type { Payment } from '../../domain/payment.js';
import type { Viewer } from '../access.js';
import { MoneyMoves } from '../operations/money-moves.js';

/** The merchant gives an authorization back. */
@Injectable()
export class VoidPayment {
  constructor(private readonly moves: MoneyMoves) {}

  execute(viewer: Viewer, paymentId: string): Promise<Payment> {
    return this.moves.ask(viewer, paymentId, (orderCase) => askVoid(orderCase, paymentId));
  }
}
