import { Injectable } from '@nestjs/common';
import { DomainError, ERROR, newId } from '#kernel';
import type { Booking } from '../../domain/booking.js';
import { notFound } from '../../domain/booking.errors.js';
import { type Cart, refusalOfCart, totalOf } from '../../domain/cart.js';
import type { Hold } from '../../domain/hold.js';
import { ClaimPlaces } from '../holds/claim-places.js';
import { Bookings, Carts, Outbox, Transactions } from '../ports.js';
import { confirmedFree } from './booking-events.js';

/** Books a cart whose total is exactly zero, at once and without an order (R11). Asked again, it answers the same. */
@Injectable()
export class BookFree {
  constructor(
    private readonly transactions: Transactions,
    private readonly carts: Carts,
    private readonly claim: ClaimPlaces,
    private readonly bookings: Bookings,
    private readonly outbox: Outbox,
  ) {}

  /** @throws DomainError 1005, 1009 when there is something to pay, 1017, 1018 */
  execute(cartId: string, customer: Hold['customer']): Promise<Booking> {
    return this.transactions.run(async () => {
      const [cart] = await this.carts.lock([cartId]);
      if (cart?.customerId !== customer.id) throw notFound('cart');
      const earlier = await this.bookings.freeOf(cartId);
      return earlier ?? this.book(cart, customer);
    });
  }

  private async book(cart: Cart, customer: Hold['customer']): Promise<Booking> {
    const refusal = refusalOfCart(cart, customer.id);
    if (refusal) throw refusal;
    if (totalOf(cart.items) > 0) throw new DomainError(ERROR.orderNotPayable, 'The cart is not free: pay it.');
    const [hold] = await this.claim.hold([{ cart, orderId: null, customer }]);
    if (!hold || hold instanceof DomainError) throw hold ?? notFound('cart');
    const id = newId();
    await this.bookings.add([{ id, hold, paymentId: null, paymentVersion: null, createdAt: hold.createdAt }]);
    await this.claim.confirm(hold, id);
    const booking = await this.bookings.freeOf(cart.id);
    if (!booking) throw new Error(`the free booking of cart ${cart.id} was not written`);
    await this.outbox.append([confirmedFree(booking)]);
    return booking;
  }
}
