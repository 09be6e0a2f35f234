import { ApiProperty } from '@nestjs/swagger';
import { formatAmount } from '#kernel';
import { Field } from '#service-kit';
import type { ItemWish } from '../application/carts/edit-cart.usecase.js';
import { type Cart, type CartItem, type CartStatus, totalOf } from '../domain/cart.js';
import { given } from './given.js';

const MAX_PLACES = 50;

export class AttendeeDto {
  @Field.optional.text({ max: 200 })
  name?: string;

  @Field.optional.email()
  email?: string;
}

export class AddItemDto {
  @Field.uuid()
  slot_id: string;

  /** The tier's name, or its id. */
  @Field.text({ max: 60 })
  tier: string;

  @Field.int({ min: 1, max: MAX_PLACES })
  quantity: number;

  @Field.optional.texts({ maxItems: MAX_PLACES, max: 20 })
  seats?: string[];

  @Field.optional.list(() => AttendeeDto, { maxItems: MAX_PLACES })
  attendees?: AttendeeDto[];
}

export class CartItemView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) item_id: string;
  @ApiProperty({ format: 'uuid' }) slot_id: string;
  @ApiProperty() tier: string;
  @ApiProperty() title: string;
  @ApiProperty({ format: 'date-time' }) starts_at: string;
  @ApiProperty() quantity: number;
  @ApiProperty({ type: [String] }) seats: string[];
  @ApiProperty({ type: [AttendeeDto] }) attendees: AttendeeDto[];
  @ApiProperty({ example: '999.00' }) unit_price: string;
  @ApiProperty() unit_price_minor: number;
  @ApiProperty({ example: '1998.00' }) amount: string;
  @ApiProperty() amount_minor: number;

  static of(item: CartItem): CartItemView {
    const amountMinor = totalOf([item]);
    return {
      id: item.id,
      item_id: item.id,
      slot_id: item.slotId,
      tier: item.tierName,
      title: item.listingTitle,
      starts_at: item.startsAt.toISOString(),
      quantity: item.quantity,
      seats: [...item.seats],
      attendees: [...item.attendees],
      unit_price: formatAmount(item.unitPriceMinor, item.currency),
      unit_price_minor: item.unitPriceMinor,
      amount: formatAmount(amountMinor, item.currency),
      amount_minor: amountMinor,
    };
  }
}

export class CartView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) cart_id: string;
  @ApiProperty({ enum: ['active', 'converted', 'abandoned'] }) status: CartStatus;
  @ApiProperty({ format: 'uuid', type: String, nullable: true }) merchant_id: string | null;
  @ApiProperty({ type: String, nullable: true }) currency: string | null;
  @ApiProperty({ type: String, nullable: true, example: '1998.00' }) amount: string | null;
  @ApiProperty() amount_minor: number;
  @ApiProperty({ type: [CartItemView] }) items: CartItemView[];
  @ApiProperty({ format: 'date-time' }) created_at: string;

  static of({ id, status, items, createdAt }: Cart): CartView {
    const [first] = items;
    const amountMinor = totalOf(items);
    return {
      id,
      cart_id: id,
      status,
      merchant_id: first?.merchantId ?? null,
      currency: first?.currency ?? null,
      amount: first ? formatAmount(amountMinor, first.currency) : null,
      amount_minor: amountMinor,
      items: items.map((item) => CartItemView.of(item)),
      created_at: createdAt.toISOString(),
    };
  }
}

export function itemWishOf({ slot_id, tier, quantity, seats = [], attendees = [] }: AddItemDto): ItemWish {
  const known = attendees.map(({ name, email }) => given({ name, email }));
  return { slotId: slot_id, tier, quantity, seats, attendees: known };
}
