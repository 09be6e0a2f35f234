import { Injectable } from '@nestjs/common';
import type { Instrument, Payment } from '../../domain/payment.js';
import { notPayable, orderNotFound } from '../../domain/payment.errors.js';
import { owned, type Viewer } from '../access.js';
import { Archive, type OrderRecord } from '../ports.js';
import { AttemptStarter } from './attempt-starter.js';
import { Attempts } from './attempts.js';
import { CardVault, type GivenCard } from './card-vault.js';
import { requireAmount } from './expected-amount.js';

export interface PayOrderCommand {
  /** The id the payment shall have. */
  readonly id: string;
  readonly viewer: Viewer;
  readonly orderId: string;
  readonly card: GivenCard | null;
  readonly paymentToken: string | null;
  readonly method: string | null;
  readonly provider: string | null;
  readonly amount: string | number | null;
}

/** A merchant has an order paid: by a vaulted card at once, or at the provider's page. */
@Injectable()
export class PayOrder {
  constructor(
    private readonly archive: Archive,
    private readonly vault: CardVault,
    private readonly attempts: Attempts,
    private readonly starter: AttemptStarter,
  ) {}

  async execute(command: PayOrderCommand): Promise<Payment> {
    const order = owned(command.viewer, await this.archive.order(command.orderId), orderNotFound);
    if (order.purpose !== 'plain') throw notPayable('The order of a booking is paid by its customer.');
    requireAmount(command.amount, order);
    const before = await this.archive.payment(command.id);
    if (before) return this.starter.opened(before.id);
    if (order.status !== 'created' && order.status !== 'attempted') {
      throw notPayable(`An order that is ${order.status.replace('_', ' ')} can not be paid.`);
    }
    const wish = { method: command.method, provider: command.provider ?? order.provider };
    const instrument = await this.instrument(order, command, wish);
    const attempt = await this.attempts.prepare(order, wish, { id: command.id, ...(instrument ? { instrument } : {}) });
    return this.starter.start(order.id, attempt, { join: instrument === null });
  }

  private async instrument(
    order: OrderRecord,
    { card, paymentToken }: PayOrderCommand,
    wish: { method: string | null; provider: string | null },
  ): Promise<Instrument | null> {
    if (card) return this.vault.keep(order, wish, card);
    return paymentToken === null ? null : this.vault.known(order, wish, paymentToken);
  }
}
