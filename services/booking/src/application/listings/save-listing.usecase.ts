import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { notFound } from '../../domain/booking.errors.js';
import type { CancellationPolicy, Listing, ListingKind, SaleStatus } from '../../domain/listing.js';
import { isSoldBy, type Seller } from '../../domain/party.js';
import { type Actor, Listings, Transactions } from '../ports.js';
import { SaleActs } from './sale-acts.js';

/** Everything back until a day before, half of it after that. */
const USUAL_POLICY: CancellationPolicy = { fullRefundUntilHours: 24, lateRefundPercent: 50 };

export interface ListingWish {
  readonly kind: ListingKind;
  readonly title: string;
  readonly description?: string;
  readonly policy?: Partial<CancellationPolicy>;
}

export interface ListingChange {
  readonly title?: string;
  readonly description?: string;
  readonly status?: SaleStatus;
  /** Holds and bookings that are there keep the policy they were made with. */
  readonly policy?: Partial<CancellationPolicy>;
}

/** A merchant puts something on sale, or changes it. */
@Injectable()
export class SaveListing {
  constructor(
    private readonly transactions: Transactions,
    private readonly listings: Listings,
    private readonly clock: Clock,
    private readonly acts: SaleActs,
  ) {}

  /** Asked again with the same id it gives the listing that is there. */
  create(id: string, seller: Seller, wish: ListingWish, actor: Actor): Promise<Listing> {
    return this.transactions.run(async () => {
      const known = await this.listings.find(id);
      if (known) return known;
      const listing = draft(id, seller, wish, this.clock.now());
      await this.listings.add(listing);
      await this.acts.listingCreated(actor, listing);
      return listing;
    });
  }

  /** @throws DomainError 1005 for another's listing */
  change(id: string, seller: Seller, { policy, ...change }: ListingChange, actor: Actor): Promise<Listing> {
    return this.transactions.run(async () => {
      const listing = await this.listings.lock(id);
      if (!listing || !isSoldBy(listing, seller)) throw notFound('listing');
      const changed: Listing = { ...listing, ...change, policy: { ...listing.policy, ...policy } };
      await this.listings.save(changed);
      await this.acts.listingChanged(actor, listing, changed);
      return changed;
    });
  }
}

function draft(id: string, seller: Seller, wish: ListingWish, createdAt: Date): Listing {
  const { kind, title, description = '', policy } = wish;
  return { id, ...seller, kind, title, description, status: 'open', policy: { ...USUAL_POLICY, ...policy }, createdAt };
}
