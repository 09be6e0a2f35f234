import { randomUUID } from 'node:crypto';
import { type Answer, HttpClient } from './http-client.js';

let turn = 0;
const PASSWORD = 'correct horse battery staple';
const unique = (who: string) => `${who}-${(turn += 1)}-${randomUUID().slice(0, 8)}@example.com`;

/** Fails with the whole answer when it is not the status that a test builds on. */
export function expectStatus<T>(answer: Answer<T>, status: number): Answer<T> {
  if (answer.status !== status)
    throw new Error(`expected ${status}, got ${answer.status}: ${answer.text.slice(0, 800)}`);
  return answer;
}

export interface Merchant {
  readonly token: HttpClient;
  readonly key: HttpClient;
  readonly apiKey: string;
  readonly webhookSecret: string | undefined;
}

export async function registerMerchant(api: HttpClient, webhookUrl?: string): Promise<Merchant> {
  const body = {
    email: unique('merchant'),
    name: 'RailBay',
    password: PASSWORD,
    ...(webhookUrl && { webhook_url: webhookUrl }),
  };
  const { data } = expectStatus(await api.post<Record<string, string>>('auth/register/', body), 201);
  const { access = '', api_key: apiKey = '' } = data;
  return { token: api.as({ bearer: access }), key: api.as({ apiKey }), apiKey, webhookSecret: data['webhook_secret'] };
}

export async function registerCustomer(api: HttpClient): Promise<HttpClient> {
  const body = { email: unique('customer'), name: 'Asha', password: PASSWORD };
  const { data } = expectStatus(await api.post<{ access: string }>('auth/register-customer/', body), 201);
  return api.as({ bearer: data.access });
}

export interface Slot {
  readonly listingId: string;
  readonly slotId: string;
}

/** A listing with one slot that starts in two days; one tier `GA`. */
export async function offerSlot(merchant: Merchant, capacity: number, price = '999.00'): Promise<Slot> {
  const listing = expectStatus(
    await merchant.token.post<{ id: string }>('listings/', { kind: 'event', title: 'Night train to Goa' }),
    201,
  );
  const slot = await merchant.token.post<{ id: string }>(`listings/${listing.data.id}/slots/`, {
    starts_at: new Date(Date.now() + 2 * 86_400_000).toISOString(),
    capacity,
    tiers: [{ name: 'GA', price, currency: 'INR' }],
  });
  return { listingId: listing.data.id, slotId: expectStatus(slot, 201).data.id };
}

export async function fillCart(customer: HttpClient, slotId: string, quantity = 1): Promise<string> {
  const cart = expectStatus(await customer.post<{ id: string }>('carts/', {}), 201);
  const item = { slot_id: slotId, tier: 'GA', quantity };
  expectStatus(await customer.post(`carts/${cart.data.id}/items/`, item), 201);
  return cart.data.id;
}

export interface CartPayment {
  readonly payment_id: string;
  readonly order_id: string;
  readonly payment_url: string;
  readonly amount: string;
  readonly status: string;
  readonly hold_expires_at: string;
}

export async function payCart(customer: HttpClient, cartId: string, method = 'upi'): Promise<CartPayment> {
  return expectStatus(await customer.post<CartPayment>('payments/process-cart/', { cart_id: cartId, method }), 201)
    .data;
}

/**
 * Pays on the simulator's hosted page as a browser without JavaScript would: a form post. Answers where it was sent
 * next.
 */
export async function payAtProvider(paymentUrl: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
  const url = new URL(paymentUrl);
  const provider = HttpClient.at(url.origin);
  try {
    return await provider.form(url.pathname + url.search, fields);
  } finally {
    await provider.close();
  }
}
