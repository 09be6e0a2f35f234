import { Injectable } from '@nestjs/common';
import { DomainError, ERROR } from '#kernel';
import { invalid, notFound } from '../../domain/booking.errors.js';
import { isSoldBy, type Seller } from '../../domain/party.js';
import { parsePrice, refuseMisfitTiers, type Slot } from '../../domain/slot.js';
import { type Actor, Listings, type NewSlot, type NewTier, type SlotChange, Slots, Transactions } from '../ports.js';
import { SaleActs } from './sale-acts.js';

export interface TierWish {
  readonly name: string;
  readonly price: string | number;
  readonly currency: string;
  readonly quota?: number;
}

export interface SlotWish extends Pick<NewSlot, 'startsAt' | 'endsAt' | 'capacity' | 'seats'> {
  readonly tiers: readonly TierWish[];
}

export type SlotChangeWish = Partial<Omit<SlotChange, 'tiers'>> & { readonly tiers?: readonly TierWish[] };

/** A merchant adds a dated occurrence to a listing, or changes it. */
@Injectable()
export class SaveSlot {
  constructor(
    private readonly transactions: Transactions,
    private readonly listings: Listings,
    private readonly slots: Slots,
    private readonly acts: SaleActs,
  ) {}

  /** @throws DomainError 1005 for another's listing, 1004 for seats or tiers that do not fit */
  async create(
    id: string,
    listingId: string,
    seller: Seller,
    { tiers, ...wish }: SlotWish,
    actor: Actor,
  ): Promise<Slot> {
    if (wish.endsAt && wish.endsAt <= wish.startsAt) throw invalid('ends_at', 'must be after starts_at');
    refuseMisfitSeats(wish);
    const priced = pricedTiers(tiers);
    return this.transactions.run(async () => {
      const listing = await this.listings.find(listingId);
      if (!listing || !isSoldBy(listing, seller)) throw notFound('listing');
      const known = await this.slots.find(id);
      if (known) return known;
      await this.slots.add({ id, listingId, ...wish, tiers: priced });
      const slot = await this.written(id);
      await this.acts.slotCreated(actor, slot);
      return slot;
    });
  }

  /** @throws DomainError 1005 for another's slot, 1022 for a capacity or quota below what is held and booked */
  async change(id: string, seller: Seller, { tiers = [], ...wish }: SlotChangeWish, actor: Actor): Promise<Slot> {
    const priced = pricedTiers(tiers);
    return this.transactions.run(async () => {
      const slot = await this.slots.lock(id);
      if (!slot || !isSoldBy(slot, seller)) throw notFound('slot');
      const { startsAt, endsAt, capacity, status } = { ...slot, ...wish };
      if (endsAt && endsAt <= startsAt) throw invalid('ends_at', 'must be after starts_at');
      refuseTooSmall(slot, capacity, priced);
      refuseMisfitTiers(slot.tiers, priced);
      await this.slots.save(id, { startsAt, endsAt, capacity, status, tiers: priced });
      const changed = await this.written(id);
      await this.acts.slotChanged(actor, slot, changed);
      return changed;
    });
  }

  private async written(id: string): Promise<Slot> {
    const slot = await this.slots.find(id);
    if (!slot) throw notFound('slot');
    return slot;
  }
}

function refuseMisfitSeats({ seats, capacity }: Pick<SlotWish, 'seats' | 'capacity'>): void {
  if (new Set(seats).size < seats.length) throw invalid('seats', 'must have no label twice');
  if (seats.length > 0 && seats.length !== capacity) throw invalid('seats', `must be as many as the capacity (${capacity})`);
}

function pricedTiers(tiers: readonly TierWish[]): NewTier[] {
  if (new Set(tiers.map(({ name }) => name)).size < tiers.length) throw invalid('tiers', 'must have no name twice');
  const priced = tiers.map(({ name, price, currency, quota }) => ({
    name,
    currency,
    priceMinor: parsePrice(price, currency),
    quota: quota ?? null,
  }));
  refuseMisfitTiers([], priced);
  return priced;
}

function refuseTooSmall(slot: Slot, capacity: number, tiers: readonly NewTier[]): void {
  const taken = slot.held + slot.booked;
  if (capacity < taken) throw tooSmall('capacity', taken);
  const { length: seats } = slot.seats;
  if (slot.numbered && capacity > seats) throw invalid('capacity', `must be at most ${seats}, the seats`);
  for (const { name, quota } of tiers) {
    const tier = slot.tiers.find((one) => one.name === name);
    const sold = tier ? tier.held + tier.booked : 0;
    if (quota !== null && quota < sold) throw tooSmall(`quota of ${name}`, sold);
  }
}

function tooSmall(what: string, taken: number): DomainError {
  const description = `The ${what} can not be less than the ${taken} held and booked.`;
  return new DomainError(ERROR.illegalMove, description, { taken });
}
