import { Injectable } from '@nestjs/common';
import { DomainError, ERROR } from '#kernel';
import type { Attempt } from '../../domain/attempt.js';
import { type Instrument, isOpen, type Payment } from '../../domain/payment.js';
import { notPayable, orderNotFound } from '../../domain/payment.errors.js';
import { owned, type Viewer } from '../access.js';
import { Archive, Holds, type OrderRecord, Orders, type PaymentRecord } from '../ports.js';
import { AttemptStarter } from './attempt-starter.js';
import { ProviderChoice, type Wish } from './provider-choice.js';

export interface Again extends Wish {
  /** The id a new payment shall have. */
  readonly id: string;
}

export interface StartedPayment {
  readonly payment: Payment;
  readonly holdExpiresAt: Date | null;
}

/** First and further attempts to pay an order. */
@Injectable()
export class Attempts {
  constructor(
    private readonly archive: Archive,
    private readonly orders: Orders,
    private readonly holds: Holds,
    private readonly choice: ProviderChoice,
    private readonly starter: AttemptStarter,
  ) {}

  async prepare(
    payee: { readonly merchantId: string; readonly livemode: boolean },
    wish: Wish,
    more: { id: string; parentPaymentId?: string; instrument?: Instrument; holdExpiresAt?: Date | null },
  ): Promise<Attempt> {
    const { id, ...rest } = more;
    return this.choice.attempt(id, await this.choice.choose(payee, wish), rest);
  }

  /** The order's payment on its way, or a new attempt when the last one failed; its hold is extended once for that. */
  async again(orderId: string, viewer: Viewer, again: Again): Promise<StartedPayment> {
    const order = owned(viewer, await this.archive.order(orderId), orderNotFound);
    const before = await this.archive.paymentsOf([orderId]);
    const live = before.find((payment) => payment.id === again.id || isOpen(payment));
    if (live) return { payment: await this.starter.opened(live.id), holdExpiresAt: order.holdExpiresAt };
    return this.retry(order, before.at(-1), again);
  }

  async retry(order: OrderRecord, parent: PaymentRecord | undefined, again: Again): Promise<StartedPayment> {
    if (order.status !== 'created' && order.status !== 'attempted') {
      throw notPayable(`An order that is ${order.status.replace('_', ' ')} can not be paid.`);
    }
    const holdExpiresAt = await this.extend(order);
    const wish = {
      method: again.method ?? parent?.method ?? null,
      provider: again.provider ?? parent?.provider ?? null,
    };
    const attempt = await this.prepare(order, wish, {
      id: again.id,
      holdExpiresAt,
      ...(parent ? { parentPaymentId: parent.id } : {}),
    });
    return { payment: await this.starter.start(order.id, attempt, { join: true }), holdExpiresAt };
  }

  /** A retry needs its places as long as the first try did; booking grants that once (R8). */
  private async extend({ id, holdId }: OrderRecord): Promise<Date | null> {
    if (holdId === null) return null;
    const extension = await this.holds.extend(holdId);
    if (extension.status !== 'active') {
      throw new DomainError(ERROR.holdExpired, 'The places are no longer held; start again from the cart.');
    }
    const expiresAt = new Date(extension.expires_at);
    await this.orders.extendHold(id, expiresAt);
    return expiresAt;
  }
}
