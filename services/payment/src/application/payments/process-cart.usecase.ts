import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import type { Payment } from '../../domain/payment.js';
import { OrderOpenings } from '../orders/order-openings.js';
import { Holds } from '../ports.js';
import { AttemptStarter } from './attempt-starter.js';
import { CartOrders } from './cart-orders.js';
import { requireAmount } from './expected-amount.js';
import { Attempts } from './attempts.js';

export interface ProcessCartCommand {
  /** The id the payment shall have. */
  readonly id: string;
  readonly cartId: string;
  readonly customer: { readonly id: string; readonly email: string; readonly name: string };
  readonly method: string | null;
  readonly provider: string | null;
  /** What the caller expects to pay, as it was sent. */
  readonly amount: string | number | null;
}

export interface CartPayment {
  readonly payment: Payment;
  readonly holdExpiresAt: Date | null;
}

/**
 * Pays a cart: its places become a hold for an order whose id we made first, order, payment and create call are
 * written,
 * and only then the provider is called. Pressed twice, it is one payment (R10).
 */
@Injectable()
export class ProcessCart {
  constructor(
    private readonly holds: Holds,
    private readonly drafts: CartOrders,
    private readonly openings: OrderOpenings,
    private readonly attempts: Attempts,
    private readonly starter: AttemptStarter,
  ) {}

  async execute(command: ProcessCartCommand): Promise<CartPayment> {
    const { id, cartId, customer } = command;
    const hold = await this.holds.hold({ cart_id: cartId, order_id: newId(), customer });
    const newOrder = await this.drafts.draft(hold, cartId, customer);
    requireAmount(command.amount, newOrder.order);
    const { holdExpiresAt } = newOrder;
    const attempt = await this.attempts.prepare(newOrder.order, command, { id, holdExpiresAt });
    if (await this.openings.open({ newOrder, attempt })) {
      return { payment: await this.starter.open(id, attempt.operationId), holdExpiresAt };
    }
    return this.attempts.again(hold.order_id, { role: 'customer', customerId: customer.id }, command);
  }
}
