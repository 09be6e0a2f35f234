import { Injectable } from '@nestjs/common';
import type { Listing } from '../../domain/listing.js';
import type { Slot, Tier } from '../../domain/slot.js';
import { type Actor, Acts } from '../ports.js';

type Detail = Readonly<Record<string, unknown>>;

/**
 * What merchants do to what they sell, for the audit log: numbers and states as they were and became, no texts; nothing
 * where nothing changed.
 */
@Injectable()
export class SaleActs {
  constructor(private readonly acts: Acts) {}

  listingCreated(actor: Actor, { id, merchantId, policy }: Listing): Promise<void> {
    const target = { type: 'listing', id };
    return this.acts.record(actor, { action: 'listing_created', merchantId, target, detail: { policy } });
  }

  listingChanged(actor: Actor, before: Listing, after: Listing): Promise<void> {
    const { id, merchantId } = after;
    const texts = (['title', 'description'] as const).filter((name) => before[name] !== after[name]);
    const detail = {
      ...changed('status', before.status, after.status),
      ...changed('full_refund_until_hours', before.policy.fullRefundUntilHours, after.policy.fullRefundUntilHours),
      ...changed('late_refund_percent', before.policy.lateRefundPercent, after.policy.lateRefundPercent),
      ...(texts.length > 0 ? { texts } : {}),
    };
    if (Object.keys(detail).length === 0) return Promise.resolve();
    return this.acts.record(actor, { action: 'listing_changed', merchantId, target: { type: 'listing', id }, detail });
  }

  slotCreated(actor: Actor, slot: Slot): Promise<void> {
    const { id, merchantId, listingId, capacity } = slot;
    const detail = { listing_id: listingId, capacity, tiers: pricesOf([], slot.tiers) };
    return this.acts.record(actor, { action: 'slot_created', merchantId, target: { type: 'slot', id }, detail });
  }

  slotChanged(actor: Actor, before: Slot, after: Slot): Promise<void> {
    const { id, merchantId, listingId } = before;
    const tiers = pricesOf(before.tiers, after.tiers);
    const changes = {
      ...changed('starts_at', before.startsAt.toISOString(), after.startsAt.toISOString()),
      ...changed('ends_at', before.endsAt?.toISOString() ?? null, after.endsAt?.toISOString() ?? null),
      ...changed('capacity', before.capacity, after.capacity),
      ...changed('status', before.status, after.status),
      ...(tiers.length > 0 ? { tiers } : {}),
    };
    if (Object.keys(changes).length === 0) return Promise.resolve();
    const detail = { listing_id: listingId, ...changes };
    return this.acts.record(actor, { action: 'slot_changed', merchantId, target: { type: 'slot', id }, detail });
  }
}

type Priced = Pick<Tier, 'id' | 'priceMinor' | 'currency' | 'quota'>;

/** Of the tiers that are new or changed. */
function pricesOf(before: readonly Priced[], after: readonly Priced[]): Detail[] {
  return after.flatMap(({ id, priceMinor, currency, quota }) => {
    const was = before.find((tier) => tier.id === id);
    if (was?.priceMinor === priceMinor && was.currency === currency && was.quota === quota) return [];
    const price = { price_minor: [was?.priceMinor ?? null, priceMinor], currency };
    return [{ tier_id: id, ...price, ...changed('quota', was?.quota ?? null, quota) }];
  });
}

function changed(name: string, before: unknown, after: unknown): Detail {
  return before === after ? {} : { [name]: [before, after] };
}
