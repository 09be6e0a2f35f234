import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { formatAmount } from '#kernel';
import { Field } from '#service-kit';
import type { SlotChangeWish, SlotWish } from '../application/listings/save-slot.usecase.js';
import { SALE_STATUSES, type SaleStatus } from '../domain/listing.js';
import { availableIn, availableOf, type Seat, type Slot, type Tier } from '../domain/slot.js';
import { given } from './given.js';

const PRICE = /^\d{1,12}(\.\d{1,4})?$/;
const MAX_CAPACITY = 1_000_000;
const MAX_SEATS = 5_000;

/** Like an amount, but zero is a price too. */
const Price = () =>
  applyDecorators(
    ApiProperty({ oneOf: [{ type: 'string' }, { type: 'number' }], example: '999.00' }),
    ValidateBy({
      name: 'price',
      validator: {
        validate: (value: unknown) => ['string', 'number'].includes(typeof value) && PRICE.test(String(value)),
        defaultMessage: () => 'must be a decimal number with at most 12 digits before the point, or zero',
      },
    }),
  );

export class TierDto {
  @Field.text({ max: 60 })
  name: string;

  @Price()
  price: string | number;

  @Field.currency()
  currency: string;

  @Field.optional.int({ min: 0, max: MAX_CAPACITY })
  quota?: number;
}

export class CreateSlotDto {
  @Field.time()
  starts_at: string;

  @Field.optional.time()
  ends_at?: string;

  @Field.int({ min: 1, max: MAX_CAPACITY })
  capacity: number;

  @Field.list(() => TierDto, { minItems: 1, maxItems: 20 })
  tiers: TierDto[];

  /** Labels of numbered seats, as many as the capacity. */
  @Field.optional.texts({ maxItems: MAX_SEATS, max: 20 })
  seats?: string[];
}

export class UpdateSlotDto {
  @Field.optional.time()
  starts_at?: string;

  @Field.optional.time()
  ends_at?: string;

  @Field.optional.int({ min: 1, max: MAX_CAPACITY })
  capacity?: number;

  @Field.optional.oneOf(SALE_STATUSES)
  status?: SaleStatus;

  /** Added, or changed by name. */
  @Field.optional.list(() => TierDto, { maxItems: 20 })
  tiers?: TierDto[];
}

export class TierView {
  @ApiProperty({ format: 'uuid' }) tier_id: string;
  @ApiProperty() name: string;
  @ApiProperty({ example: '999.00' }) price: string;
  @ApiProperty() price_minor: number;
  @ApiProperty() currency: string;
  @ApiProperty({ type: Number, nullable: true }) quota: number | null;
  @ApiProperty() available: number;

  static of(tier: Tier, slot: Slot): TierView {
    const { id, name, priceMinor, currency, quota } = tier;
    const price = formatAmount(priceMinor, currency);
    return { tier_id: id, name, price, price_minor: priceMinor, currency, quota, available: availableOf(tier, slot) };
  }
}

export class SeatView {
  @ApiProperty() label: string;
  @ApiProperty() taken: boolean;
}

export class SlotView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) slot_id: string;
  @ApiProperty({ format: 'uuid' }) listing_id: string;
  @ApiProperty({ format: 'uuid' }) merchant_id: string;
  @ApiProperty() livemode: boolean;
  @ApiProperty({ description: 'of the listing' }) title: string;
  @ApiProperty({ enum: SALE_STATUSES }) status: SaleStatus;
  @ApiProperty({ format: 'date-time' }) starts_at: string;
  @ApiProperty({ format: 'date-time', type: String, nullable: true }) ends_at: string | null;
  @ApiProperty() capacity: number;
  @ApiProperty() available: number;
  @ApiProperty() held: number;
  @ApiProperty() booked: number;
  @ApiProperty({ type: [TierView] }) tiers: TierView[];
  /** The seat map; only for one slot, and only if numbered. */
  @ApiProperty({ type: [SeatView] }) seats: Seat[];

  static of(slot: Slot): SlotView {
    const { id, livemode, title, status, startsAt, endsAt, capacity, held, booked, tiers, seats } = slot;
    return {
      id,
      slot_id: id,
      listing_id: slot.listingId,
      merchant_id: slot.merchantId,
      livemode,
      title,
      status,
      starts_at: startsAt.toISOString(),
      ends_at: endsAt?.toISOString() ?? null,
      capacity,
      available: availableIn(slot),
      held,
      booked,
      tiers: tiers.map((tier) => TierView.of(tier, slot)),
      seats: [...seats],
    };
  }
}

export function slotWishOf({ starts_at, ends_at, capacity, tiers, seats = [] }: CreateSlotDto): SlotWish {
  const endsAt = ends_at === undefined ? null : new Date(ends_at);
  return { startsAt: new Date(starts_at), endsAt, capacity, tiers, seats };
}

export function slotChangeOf({ starts_at, ends_at, capacity, status, tiers }: UpdateSlotDto): SlotChangeWish {
  const startsAt = starts_at === undefined ? undefined : new Date(starts_at);
  const endsAt = ends_at === undefined ? undefined : new Date(ends_at);
  return given({ startsAt, endsAt, capacity, status, tiers });
}
