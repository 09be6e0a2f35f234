import { parseAmount } from '#kernel';
import { invalid } from './booking.errors.js';
import type { SaleStatus } from './listing.js';

/** A price class of a slot, with its own quota where it has one. */
export interface Tier {
  readonly id: string;
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly quota: number | null;
  readonly held: number;
  readonly booked: number;
}

export interface Seat {
  readonly label: string;
  readonly taken: boolean;
}

/** One dated occurrence of a listing, with a capacity: a departure, a showing, an appointment. */
export interface Slot {
  readonly id: string;
  readonly listingId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly title: string;
  readonly status: SaleStatus;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly numbered: boolean;
  readonly capacity: number;
  readonly held: number;
  readonly booked: number;
  readonly tiers: readonly Tier[];
  /** The seat map; empty unless the slot is numbered. */
  readonly seats: readonly Seat[];
}

/** Places nobody holds or has booked. */
export function availableIn(slot: Pick<Slot, 'capacity' | 'held' | 'booked'>): number {
  return slot.capacity - slot.held - slot.booked;
}

/** Places of one tier that can still be had: its quota's rest, never more than the slot's. */
export function availableOf(tier: Tier, slot: Slot): number {
  const rest = tier.quota === null ? Infinity : tier.quota - tier.held - tier.booked;
  return Math.min(rest, availableIn(slot));
}

/** A price from outside as minor units: zero is allowed here (free places), else the rules of `parseAmount`. */
export function parsePrice(input: string | number, currency: string): number {
  return /^0{1,12}(\.0{1,4})?$/.test(String(input)) ? 0 : parseAmount(input, currency);
}

type NamedPrice = Pick<Tier, 'name' | 'currency'>;

/** All tiers of a slot are priced in one currency, so that its places fit into one cart; 422 1004 otherwise. */
export function refuseMisfitTiers(present: readonly NamedPrice[], given: readonly NamedPrice[]): void {
  const replaced = new Set(given.map(({ name }) => name));
  const all = [...present.filter(({ name }) => !replaced.has(name)), ...given];
  if (new Set(all.map(({ currency }) => currency)).size > 1) throw invalid('tiers', 'must have one currency');
}
