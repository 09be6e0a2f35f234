import { defineTransitions, DomainError, ERROR } from '#kernel';
import type { CancellationPolicy } from './listing.js';
import type { PlaceLine } from './places.js';

export type CartStatus = 'active' | 'converted' | 'abandoned';

/** A cart stays active while it is held: only a booking converts it, a hold that ran out leaves it as it was (R10). */
export const cartTransitions = defineTransitions<CartStatus, 'convert' | 'abandon'>({
  name: 'cart',
  initial: 'active',
  events: ['convert', 'abandon'],
  table: { active: { convert: 'converted', abandon: 'abandoned' }, converted: {}, abandoned: {} },
  reaches: { convert: ['converted'], abandon: ['abandoned'] },
});

/** Who will sit on a place; both may be unknown. */
export interface Attendee {
  readonly name?: string;
  readonly email?: string;
}

/** Places of one tier in a cart, with what they cost today. */
export interface CartItem extends PlaceLine {
  readonly id: string;
  readonly attendees: readonly Attendee[];
  readonly listingTitle: string;
  readonly tierName: string;
  readonly startsAt: Date;
  readonly unitPriceMinor: number;
  readonly currency: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly policy: CancellationPolicy;
}

export interface Cart {
  readonly id: string;
  readonly customerId: string;
  readonly status: CartStatus;
  readonly createdAt: Date;
  readonly items: readonly CartItem[];
}

const MAX_ITEMS = 20;

export function totalOf(lines: readonly { readonly unitPriceMinor: number; readonly quantity: number }[]): number {
  return lines.reduce((total, { unitPriceMinor, quantity }) => total + unitPriceMinor * quantity, 0);
}

/** Only an active cart can change or be paid: 409 1018 for any other. */
export function refuseUnlessActive(cart: Pick<Cart, 'status'>): void {
  if (cart.status !== 'active') throw new DomainError(ERROR.holdExpired, `The cart is ${cart.status}.`);
}

/** One merchant, one mode and one currency a cart, at most 20 items; 422 1004 for what does not fit. */
export function refuseMisfit(cart: Cart, item: Pick<CartItem, 'merchantId' | 'livemode' | 'currency'>): void {
  const [first] = cart.items;
  if (cart.items.length >= MAX_ITEMS) throw misfit(`a cart has at most ${MAX_ITEMS} items`);
  if (first === undefined) return;
  if (first.merchantId !== item.merchantId) throw misfit('is sold by another merchant than the rest of the cart');
  if (first.livemode !== item.livemode) throw misfit('is of another mode than the rest of the cart');
  if (first.currency !== item.currency) throw misfit('is priced in another currency than the rest of the cart');
}

function misfit(message: string): DomainError {
  return new DomainError(ERROR.validation, `slot_id ${message}`, { errors: [{ field: 'slot_id', message }] });
}

/** What a cart's items must be to be held or booked for `customerId`; the refusal otherwise. */
export function refusalOfCart(cart: Cart, customerId: string): DomainError | undefined {
  if (cart.customerId !== customerId) return new DomainError(ERROR.notFound, 'There is no such cart.');
  if (cart.status !== 'active') return new DomainError(ERROR.holdExpired, `The cart is ${cart.status}.`);
  const [first] = cart.items;
  if (!first) return new DomainError(ERROR.holdExpired, 'The cart is empty.');
  const same = cart.items.every(
    ({ merchantId, livemode, currency }) =>
      merchantId === first.merchantId && livemode === first.livemode && currency === first.currency,
  );
  return same ? undefined : new DomainError(ERROR.holdExpired, 'The cart mixes merchants, modes or currencies.');
}
