import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { notFound } from '../../domain/booking.errors.js';
import type { CancellationPolicy, Listing, ListingKind, SaleStatus } from '../../domain/listing.js';
import { isSoldBy, type Seller } from '../../domain/party.js';
import { Listings, Transactions } from '../ports.js';

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
  ) {}

  async create(id: string, seller: Seller, { kind, title, description = '', policy }: ListingWish): Promise<Listing> {
    const listing: Listing = {
      id,
      ...seller,
      kind,
      title,
      description,
      status: 'open',
      policy: { ...USUAL_POLICY, ...policy },
      createdAt: this.clock.now(),
    };
    await this.listings.add(listing);
    return (await this.listings.find(id)) ?? listing;
  }

  /** @throws DomainError 1005 for another's listing */
  change(id: string, seller: Seller, { policy, ...change }: ListingChange): Promise<Listing> {
    return this.transactions.run(async () => {
      const listing = await this.listings.find(id);
      if (!listing || !isSoldBy(listing, seller)) throw notFound('listing');
      const changed: Listing = { ...listing, ...change, policy: { ...listing.policy, ...policy } };
      await this.listings.save(changed);
      return changed;
    });
  }
}
