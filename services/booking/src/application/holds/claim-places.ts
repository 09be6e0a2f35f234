import { Injectable } from '@nestjs/common';
import { type DomainError, newId } from '#kernel';
import { refusalOf } from '../../domain/booking.errors.js';
import { type Cart, totalOf } from '../../domain/cart.js';
import { type Hold, linesOf, type TimedHold } from '../../domain/hold.js';
import { claimPlaces, type ClaimResult } from '../../domain/places.js';
import { Holds, Places } from '../ports.js';

/** A locked, checked cart that wants its places. */
export interface Draft {
  readonly cart: Cart;
  readonly orderId: string | null;
  readonly customer: Hold['customer'];
}

/** Turns carts into holds, each wholly or not at all; part of its caller's transaction. */
@Injectable()
export class ClaimPlaces {
  constructor(
    private readonly holds: Holds,
    private readonly places: Places,
  ) {}

  /** A hold or the refusal (1017, 1022) for each draft, in order: who comes first is served first. */
  async hold(drafts: readonly Draft[]): Promise<(TimedHold | DomainError)[]> {
    if (drafts.length === 0) return [];
    const room = await this.places.lock(drafts.flatMap(({ cart }) => cart.items));
    const results = claimPlaces(room, drafts.map(({ cart }) => cart.items));
    const outcomes = drafts.map((draft, i) => outcomeOf(draft, results[i] as ClaimResult));
    const granted = outcomes.filter((outcome): outcome is Hold => 'lines' in outcome);
    const [added] = await Promise.all([
      this.holds.add(granted),
      this.places.move('hold', granted.flatMap(({ id, lines }) => lines.map((line) => ({ ...line, holdId: id })))),
    ]);
    const held = new Map(added.map((hold) => [hold.id, hold]));
    return outcomes.map((outcome) => ('lines' in outcome ? (held.get(outcome.id) as TimedHold) : outcome));
  }

  /** The held places become booked. */
  async confirm(hold: Hold, bookingId: string): Promise<void> {
    await this.places.move('confirm', hold.lines.map((line) => ({ ...line, bookingId })));
  }
}

function outcomeOf({ cart, orderId, customer }: Draft, result: ClaimResult): Hold | DomainError {
  if (!result.granted) {
    const { slotId, tierId } = result.shortage;
    const item = cart.items.find((one) => one.slotId === slotId && one.tierId === tierId);
    return refusalOf(result.shortage, item?.tierName ?? '');
  }
  const [{ merchantId, livemode, currency }] = cart.items as [Cart['items'][number]];
  return {
    id: newId(),
    orderId,
    cartId: cart.id,
    customer,
    merchantId,
    livemode,
    currency,
    amountMinor: totalOf(cart.items),
    status: 'active',
    lines: linesOf(cart.items, result.seats),
  };
}
