import { newId } from '#kernel';
import { eventually } from '#testing';
import { expectStatus, fillCart, offerSlot, payAtProvider, payCart } from '../../support/actors.js';
import { platform } from '../../support/platform.js';
import { newKey, newPerson, type Person } from './people.js';
import { guestsOf, RULES } from './rules.js';
import { claimsOf } from './tokens.js';

type Thing =
  | 'order'
  | 'payment'
  | 'refund'
  | 'endpoint'
  | 'delivery'
  | 'event'
  | 'key'
  | 'listing'
  | 'slot'
  | 'booking'
  | 'ticket';

/** A merchant who sold one place and refunded one order, and the ids of everything that came of it. */
export interface Shop {
  readonly owner: Person;
  readonly customer: Person;
  readonly merchantId: string;
  readonly ids: Readonly<Record<Thing, string>>;
  /** What the customer has of its purchase, by how its routes begin. */
  readonly bought: Readonly<Record<'carts' | 'orders' | 'payments' | 'bookings' | 'tickets', string>>;
}

export async function openShop(): Promise<Shop> {
  const [owner, customer] = await Promise.all([newPerson('merchant'), newPerson()]);
  const merchant = { token: owner.api, key: owner.api, apiKey: '', webhookSecret: undefined };
  const made = await owner.api.post<{ id: string }>('webhooks/endpoints/', { url: 'http://127.0.0.1:59999/hook' });
  const endpoint = expectStatus(made, 201).data.id;
  const { listingId: listing, slotId: slot } = await offerSlot(merchant, 10);
  const bought = await buyPlace(customer, slot);
  const { bookings: booking, tickets: ticket } = bought;
  const { order, payment, refund } = await refundedOrder(owner);
  const key = (await newKey(owner)).id;
  const [event, delivery] = [await firstOf(owner, 'events/'), await firstOf(owner, 'webhooks/deliveries/')];
  const ids = { order, payment, refund, endpoint, delivery, event, key, listing, slot, booking, ticket };
  return { owner, customer, merchantId: String(claimsOf(owner.access)['mid']), ids, bought };
}

async function buyPlace(customer: Person, slot: string): Promise<Shop['bought']> {
  const carts = await fillCart(customer.api, slot);
  const payment = await payCart(customer.api, carts);
  await payAtProvider(payment.payment_url, { method: 'upi', upi_id: 'success@upi' });
  const bookId = await eventually(
    async () => {
      const { data } = await customer.api.get<{ booking: { book_id: string } | null }>(
        `payments/${payment.payment_id}/check-booking/`,
      );
      expect(data.booking).toBeTruthy();
      return data.booking?.book_id ?? '';
    },
    { timeoutMs: 20_000 },
  );
  const { data } = await customer.api.get<{ tickets: { id?: string; ticket_id?: string }[] }>(`bookings/${bookId}/`);
  const { order_id: orders, payment_id: payments } = payment;
  return {
    carts,
    orders,
    payments,
    bookings: bookId,
    tickets: data.tickets[0]?.id ?? data.tickets[0]?.ticket_id ?? '',
  };
}

async function refundedOrder({ api }: Person) {
  const { data } = expectStatus(await api.post<{ order_id: string }>('orders/', { amount: '100.00' }), 201);
  const card_details = { card_number: '4242424242424242', expiry: '12/40', cvv: '123' };
  const paid = await api.post<{ payment_id: string }>('payments/', { order_id: data.order_id, card_details });
  const payment = expectStatus(paid, 201).data.payment_id;
  const refund = await eventually(
    async () =>
      expectStatus(await api.post<{ refund_id: string }>('refunds/', { payment_id: payment, amount: '1.00' }), 201),
    { timeoutMs: 15_000, everyMs: 200 },
  );
  return { order: data.order_id, payment, refund: refund.data.refund_id };
}

function firstOf({ api }: Person, path: string): Promise<string> {
  return eventually(
    async () => {
      const { data } = await api.get<{ id: string }[]>(path);
      expect(data.length).toBeGreaterThan(0);
      return data[0]?.id ?? '';
    },
    { timeoutMs: 20_000, everyMs: 200 },
  );
}

/** What kind of thing the `{id}` of a route is, by how the route begins; public and customers' routes are not here. */
const KINDS: readonly (readonly [prefix: string, thing: Thing])[] = [
  ['orders/{id}', 'order'],
  ['payments/{id}', 'payment'],
  ['refunds/{id}', 'refund'],
  ['webhooks/endpoints/{id}', 'endpoint'],
  ['webhooks/deliveries/{id}', 'delivery'],
  ['events/{id}', 'event'],
  ['auth/api-keys/{id}', 'key'],
  ['bookings/{bookId}', 'booking'],
  ['slots/{id}', 'slot'],
  ['listings/{id}', 'listing'],
];
/** Bodies without which a route says what is wrong with the body before it looks for the thing. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /paygate/api/v1/listings/{id}/slots': {
    starts_at: '2040-01-01T00:00:00Z',
    capacity: 1,
    tiers: [{ name: 'GA', price: '1.00', currency: 'INR' }],
  },
  'POST /paygate/api/v1/payments/{id}/verify': { provider_order_id: 'a', provider_payment_id: 'b', signature: 'c' },
  'POST /paygate/api/v1/webhooks/endpoints/{id}/recover': { since: new Date(Date.now() - 60_000).toISOString() },
};
/** Anyone may look at what is on sale; these a merchant may not use at all. */
const NOT_FOR_MERCHANTS =
  /^(GET \/paygate\/api\/v1\/(listings|slots)\/\{id\}(\/slots)?|GET .*tickets\.pdf|.*waitlist.*)$/;

/** Every route of the running platform that names a thing of the shop, with the id put in. */
export async function pathsOf({ ids }: Shop): Promise<{ method: string; path: string; body: object }[]> {
  const { text } = await platform().gateway.get('openapi.json');
  const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([route, item]) => {
    const kind = KINDS.find(([prefix]) => route.startsWith(`/paygate/api/v1/${prefix}`));
    if (!kind) return [];
    const path = route.replace(/\{\w+\}/, ids[kind[1]]);
    const methods = Object.keys(item).map((method) => method.toUpperCase());
    return methods
      .filter((method) => !NOT_FOR_MERCHANTS.test(`${method} ${route}`))
      .map((method) => ({ method, path, body: BODIES[`${method} ${route}`] ?? {} }));
  });
}

/** Every route that a customer may use and that names a thing the shop's customer bought, with the id put in. */
export async function purchasePathsOf({ bought }: Shop): Promise<{ method: string; path: string; body: object }[]> {
  const { text } = await platform().gateway.get('openapi.json');
  const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([route, item]) => {
    const path = route.replace('/paygate/api/v1/', '');
    const [kind = ''] = path.split('/{', 1);
    if (!(kind in bought) || !path.includes('{')) return [];
    const methods = Object.keys(item).map((method) => method.toUpperCase());
    const open = methods.filter((method) => guestsOf(RULES[`${method} ${path}`] ?? 'admins').includes('customer'));
    const at = path.replace(/\{\w+\}/, bought[kind as keyof Shop['bought']]).replace(/\{\w+\}/, newId());
    return open.map((method) => ({ method, path: `${at}/`, body: PURCHASE_BODIES[`${method} ${path}`] ?? {} }));
  });
}

const PURCHASE_BODIES: Readonly<Record<string, object>> = {
  'POST carts/{id}/items': { slot_id: newId(), tier: 'GA', quantity: 1 },
  'POST payments/{id}/verify': { provider_order_id: 'a', provider_payment_id: 'b', signature: 'c' },
};
