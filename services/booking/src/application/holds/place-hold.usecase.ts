import { Injectable } from '@nestjs/common';
import type { HoldAnswer, HoldRequest } from '#contracts';
import { DomainError, ERROR, formatAmount, MicroBatcher } from '#kernel';
import { type Cart, refusalOfCart, totalOf } from '../../domain/cart.js';
import type { TimedHold } from '../../domain/hold.js';
import { Carts, Holds, Transactions } from '../ports.js';
import { ClaimPlaces, type Draft } from './claim-places.js';
import { holdAnswerOf } from './hold-answer.js';

type Outcome = TimedHold | DomainError;

/** Two flights keep the slot's lock busy without a queue of connections behind it. */
const BATCH = { maxItems: 64, maxInFlight: 2 };

/**
 * Turns a cart into a timed hold at a fixed price for one order (R10). The same cart again answers its one active hold.
 * Requests that come together share a transaction, so that a popular slot's row is written once for all of them.
 */
@Injectable()
export class PlaceHold {
  private readonly batcher = new MicroBatcher<HoldRequest, Outcome>(
    (requests) => this.transactions.run(() => this.place(requests)),
    BATCH,
  );

  constructor(
    private readonly transactions: Transactions,
    private readonly carts: Carts,
    private readonly holds: Holds,
    private readonly claim: ClaimPlaces,
  ) {}

  /** @throws DomainError 1005, 1009, 1013, 1017, 1018, 1022 */
  async execute(request: HoldRequest): Promise<HoldAnswer> {
    const outcome = await this.batcher.run(request);
    if (outcome instanceof DomainError) throw outcome;
    return holdAnswerOf(outcome);
  }

  private async place(requests: readonly HoldRequest[]): Promise<Outcome[]> {
    const cartIds = requests.map(({ cart_id }) => cart_id);
    // Carts before holds, as whoever locks both (Decisions): statements are carried out in the order they were sent.
    const [locked, holds] = await Promise.all([
      this.carts.lock(cartIds),
      this.holds.lockFor(cartIds, requests.map(({ order_id }) => order_id)),
    ]);
    const carts = new Map(locked.map((cart) => [cart.id, cart]));
    const screened = requests.map((request) => screen(request, carts.get(request.cart_id), holds));
    const drafts = firstOfEachCart(screened.filter((one): one is Draft => 'cart' in one));
    const claimed = await this.claim.hold(drafts);
    const byCart = new Map(drafts.map(({ cart }, i) => [cart.id, claimed[i] as Outcome]));
    return screened.map((one) => ('cart' in one ? (byCart.get(one.cart.id) as Outcome) : one));
  }
}

/** What is already there, a refusal, or a draft that may ask for places. */
function screen(request: HoldRequest, cart: Cart | undefined, holds: readonly TimedHold[]): Outcome | Draft {
  const { cart_id, order_id, customer, amount_minor: expected } = request;
  const live = holds.find((hold) => hold.cartId === cart_id && hold.status === 'active');
  if (live) return live.customer.id === customer.id ? priced(live, expected) : unknownCart();
  if (!cart) return unknownCart();
  const refusal = refusalOfCart(cart, customer.id);
  if (refusal) return refusal;
  const ended = holds.find((hold) => hold.orderId === order_id);
  if (ended) return new DomainError(ERROR.holdExpired, `The hold of this order is ${ended.status}.`);
  const amountMinor = totalOf(cart.items);
  if (amountMinor === 0) return new DomainError(ERROR.orderNotPayable, 'Nothing is to be paid: use book-free.');
  const draft = { cart, orderId: order_id, customer };
  return priced({ ...draft, amountMinor, currency: cart.items[0]?.currency ?? '' }, expected);
}

function priced<T extends { amountMinor: number; currency: string }>(thing: T, expected?: number): T | DomainError {
  const { amountMinor, currency } = thing;
  if (expected === undefined || expected === amountMinor) return thing;
  const amount = formatAmount(amountMinor, currency);
  const meta = { amount, amount_minor: amountMinor, currency };
  return new DomainError(ERROR.amountMismatch, `The cart costs ${amount} ${currency}.`, meta);
}

function unknownCart(): DomainError {
  return new DomainError(ERROR.notFound, 'There is no such cart.');
}

/** Two clicks on one cart in one batch: the second gets what the first got. */
function firstOfEachCart(drafts: readonly Draft[]): Draft[] {
  const first = new Map<string, Draft>();
  for (const draft of drafts) if (!first.has(draft.cart.id)) first.set(draft.cart.id, draft);
  return [...first.values()];
}
