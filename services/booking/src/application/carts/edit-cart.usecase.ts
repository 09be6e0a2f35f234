import { Injectable } from '@nestjs/common';
import { Clock, DomainError, ERROR } from '#kernel';
import { invalid, notFound } from '../../domain/booking.errors.js';
import { type Attendee, type Cart, refuseMisfit, refuseUnlessActive } from '../../domain/cart.js';
import { Carts, type Offer, Transactions } from '../ports.js';

export interface ItemWish {
  readonly slotId: string;
  /** The tier's name, or its id. */
  readonly tier: string;
  readonly quantity: number;
  readonly seats: readonly string[];
  readonly attendees: readonly Attendee[];
}

/** A customer gathers places in a cart. Nothing is claimed by that: only a hold claims. */
@Injectable()
export class EditCart {
  constructor(
    private readonly transactions: Transactions,
    private readonly carts: Carts,
    private readonly clock: Clock,
  ) {}

  async open(id: string, customerId: string): Promise<Cart> {
    return (await this.carts.open(id, customerId)) ?? this.view(id, customerId);
  }

  /** @throws DomainError 1005 for another's cart */
  async view(id: string, customerId: string): Promise<Cart> {
    return own(await this.carts.find(id), customerId);
  }

  /** @throws DomainError 1005, 1018 when the cart is not active, 1004 for what does not fit into it */
  add(cartId: string, customerId: string, itemId: string, wish: ItemWish): Promise<Cart> {
    return this.transactions.run(async () => {
      const [[locked], found] = await Promise.all([
        this.carts.lock([cartId]),
        this.carts.offer(wish.slotId, wish.tier),
      ]);
      const cart = own(locked, customerId);
      if (cart.items.some(({ id }) => id === itemId)) return cart;
      refuseUnlessActive(cart);
      const offer = this.suited(found, wish);
      refuseMisfit(cart, offer);
      const { quantity, seats, attendees } = wish;
      const { slotId, tierId } = offer;
      return this.carts.addItem(cart, { id: itemId, slotId, tierId, quantity, seats, attendees });
    });
  }

  /** @throws DomainError 1005, 1018 */
  remove(cartId: string, customerId: string, itemId: string): Promise<Cart> {
    return this.transactions.run(async () => {
      refuseUnlessActive(own((await this.carts.lock([cartId]))[0], customerId));
      if (!(await this.carts.removeItem(cartId, itemId))) throw notFound('item');
      return own(await this.carts.find(cartId), customerId);
    });
  }

  private suited(offer: Offer | undefined, { quantity, seats, attendees }: ItemWish): Offer {
    if (!offer) throw notFound('slot or tier on sale');
    if (offer.startsAt <= this.clock.now()) throw new DomainError(ERROR.illegalMove, 'The slot has begun.');
    if (attendees.length > quantity) throw invalid('attendees', 'are more than the quantity');
    if (seats.length > 0 && !offer.numbered) throw invalid('seats', 'are not numbered in this slot');
    const fits = seats.length <= quantity && new Set(seats).size === seats.length;
    if (!fits) throw invalid('seats', 'must fit the quantity, none twice');
    const unknown = seats.find((label) => !offer.knownSeats.includes(label));
    if (unknown !== undefined) throw invalid('seats', 'must be labels of the seat map');
    return offer;
  }
}

function own(cart: Cart | undefined, customerId: string): Cart {
  if (cart?.customerId !== customerId) throw notFound('cart');
  return cart;
}
