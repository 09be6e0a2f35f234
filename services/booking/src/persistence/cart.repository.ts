import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { Carts, type NewCartItem, type Offer } from '../application/ports.js';
import type { Cart, CartItem } from '../domain/cart.js';

type CartRow = Omit<Cart, 'items'>;
interface ItemRow extends Omit<CartItem, 'policy'> {
  cartId: string;
  fullRefundUntilHours: number;
  lateRefundPercent: number;
}

const CART = 'id, customer_id as "customerId", status, created_at as "createdAt"';
const OPEN = sql(
  'booking.open-cart',
  `insert into cart (id, customer_id) values ($1, $2) on conflict (id) do nothing returning ${CART}`,
);
const FIND = sql('booking.find-cart', `select ${CART} from cart where id = $1`);
const LOCK = sql(
  'booking.lock-carts',
  `select ${CART} from cart where id = any($1::uuid[]) order by id for no key update`,
);
const ITEMS = sql(
  'booking.cart-items',
  `select i.cart_id as "cartId", i.id, i.slot_id as "slotId", i.tier_id as "tierId", i.quantity, i.seats, i.attendees,
     l.title as "listingTitle", t.name as "tierName", s.starts_at as "startsAt", t.price_minor as "unitPriceMinor",
     t.currency, l.merchant_id as "merchantId", l.livemode, l.full_refund_until_hours as "fullRefundUntilHours",
     l.late_refund_percent as "lateRefundPercent"
   from cart_item i join tier t on t.id = i.tier_id join slot s on s.id = i.slot_id
     join listing l on l.id = s.listing_id
   where i.cart_id = any($1::uuid[]) order by i.cart_id, i.id`,
);
const ADD_ITEM = sql(
  'booking.add-cart-item',
  `insert into cart_item (id, cart_id, slot_id, tier_id, quantity, seats, attendees) values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (id) do nothing`,
);
const REMOVE_ITEM = sql('booking.remove-cart-item', 'delete from cart_item where cart_id = $1 and id = $2');
const OFFER = sql(
  'booking.offer',
  `select s.id as "slotId", t.id as "tierId", l.merchant_id as "merchantId", l.livemode, t.currency,
     s.starts_at as "startsAt", s.numbered,
     array(select label from seat where seat.slot_id = s.id and s.numbered) as "knownSeats"
   from slot s join listing l on l.id = s.listing_id join tier t on t.slot_id = s.id
   where s.id = $1 and (t.name = $2 or t.id::text = $2) and s.status = 'open' and l.status = 'open'`,
);

@Injectable()
export class CartRepository extends Carts {
  constructor(private readonly database: Database) {
    super();
  }

  override async open(id: string, customerId: string): Promise<Cart | undefined> {
    const [cart] = await this.database.query<CartRow>(OPEN, [id, customerId]);
    return cart && { ...cart, items: [] };
  }

  override async find(id: string): Promise<Cart | undefined> {
    const [cart] = await this.database.query<CartRow>(FIND, [id]);
    return cart && { ...cart, items: (await this.itemsOf([id])).get(id) ?? [] };
  }

  override async lock(ids: readonly string[]): Promise<Cart[]> {
    // The items are read after the carts are locked, and both in one round trip.
    const [rows, items] = await Promise.all([this.database.query<CartRow>(LOCK, [ids]), this.itemsOf(ids)]);
    return rows.map((row) => ({ ...row, items: items.get(row.id) ?? [] }));
  }

  override async addItem(cart: Cart, item: NewCartItem): Promise<Cart> {
    const { id, slotId, tierId, quantity, seats, attendees } = item;
    await this.database.write(ADD_ITEM, [id, cart.id, slotId, tierId, quantity, seats, JSON.stringify(attendees)]);
    return { ...cart, items: (await this.itemsOf([cart.id])).get(cart.id) ?? [] };
  }

  override async removeItem(cartId: string, itemId: string): Promise<boolean> {
    return (await this.database.execute(REMOVE_ITEM, [cartId, itemId])) > 0;
  }

  override async offer(slotId: string, tierName: string): Promise<Offer | undefined> {
    const [offer] = await this.database.query<Offer>(OFFER, [slotId, tierName]);
    return offer;
  }

  private async itemsOf(cartIds: readonly string[]): Promise<Map<string, CartItem[]>> {
    const items = new Map<string, CartItem[]>(cartIds.map((id) => [id, []]));
    for (const row of await this.database.query<ItemRow>(ITEMS, [cartIds])) {
      const { cartId, fullRefundUntilHours, lateRefundPercent, ...item } = row;
      items.get(cartId)?.push({ ...item, policy: { fullRefundUntilHours, lateRefundPercent } });
    }
    return items;
  }
}
