import { defineTransitions } from '#kernel';
import type { Attendee, CartItem } from './cart.js';
import type { CancellationPolicy } from './listing.js';
import type { PlaceLine } from './places.js';

export type HoldStatus = 'active' | 'consumed' | 'released' | 'expired';

/** `consume` by its booking, `release` when given back, `expire` when its time is over and payment agreed (R8). */
export const holdTransitions = defineTransitions<HoldStatus, 'consume' | 'release' | 'expire'>({
  name: 'hold',
  initial: 'active',
  events: ['consume', 'release', 'expire'],
  table: {
    active: { consume: 'consumed', release: 'released', expire: 'expired' },
    consumed: {},
    released: {},
    expired: {},
  },
  reaches: { consume: ['consumed'], release: ['released'], expire: ['expired'] },
});

/** A copy of a cart's item: later changes of cart, price or policy do not reach it (P8). */
export interface HoldLine extends PlaceLine {
  readonly lineNo: number;
  readonly title: string;
  readonly tierName: string;
  readonly startsAt: Date;
  readonly unitPriceMinor: number;
  readonly attendees: readonly Attendee[];
  readonly policy: CancellationPolicy;
}

/** A timed claim on capacity for one order at a fixed price. */
export interface Hold {
  readonly id: string;
  /** Null only where nothing is to be paid (R11). */
  readonly orderId: string | null;
  readonly cartId: string;
  readonly customer: { readonly id: string; readonly email: string; readonly name: string };
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: HoldStatus;
  readonly lines: readonly HoldLine[];
}

/** A hold that is written, with its times by the database's clock. */
export interface TimedHold extends Hold {
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** The lines of a hold on a cart's items, with the seats that were given. */
export function linesOf(items: readonly CartItem[], seats: readonly (readonly string[])[]): HoldLine[] {
  return items.map((item, i) => ({
    lineNo: i + 1,
    slotId: item.slotId,
    tierId: item.tierId,
    quantity: item.quantity,
    seats: seats[i] ?? [],
    title: `${item.listingTitle}, ${whenOf(item.startsAt)}, ${item.tierName}`,
    tierName: item.tierName,
    startsAt: item.startsAt,
    unitPriceMinor: item.unitPriceMinor,
    attendees: item.attendees,
    policy: item.policy,
  }));
}

/** `2026-12-01 09:30 UTC`. */
export function whenOf(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** What payment said about the order of a hold that is due; undefined when it did not answer. */
export type ClosingAnswer = 'paid' | 'wait' | 'closed' | undefined;

/** Only `closed` releases; anything else, silence included, waits until the hold's longest life is over (R8). */
export function afterAsking(answer: ClosingAnswer, pastLongestLife: boolean): 'expire' | 'wait' {
  return answer === 'closed' || pastLongestLife ? 'expire' : 'wait';
}
