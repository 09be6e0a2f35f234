import { Injectable } from '@nestjs/common';
import { notFound } from '../../domain/booking.errors.js';
import type { Listing } from '../../domain/listing.js';
import type { Slot } from '../../domain/slot.js';
import { type ListingFilter, Listings, type Slice, type SlotCursor, Slots } from '../ports.js';

/** What anybody may look at. */
@Injectable()
export class BrowseListings {
  constructor(
    private readonly listings: Listings,
    private readonly slots: Slots,
  ) {}

  list(filter: ListingFilter, slice: Slice<string>): Promise<Listing[]> {
    return this.listings.list(filter, slice);
  }

  /** @throws DomainError 1005 */
  async listing(id: string): Promise<Listing> {
    const listing = await this.listings.find(id);
    if (!listing) throw notFound('listing');
    return listing;
  }

  /** @throws DomainError 1005 */
  async slotsOf(listingId: string, slice: Slice<SlotCursor>): Promise<Slot[]> {
    await this.listing(listingId);
    return this.slots.ofListing(listingId, slice);
  }

  /** @throws DomainError 1005 */
  async slot(id: string): Promise<Slot> {
    const slot = await this.slots.find(id);
    if (!slot) throw notFound('slot');
    return slot;
  }
}
