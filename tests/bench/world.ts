import { randomUUID } from 'node:crypto';
import type { RunningPlatform } from '../../deploy/local/src/platform/start-platform.js';
import {
  expectStatus,
  fillCart,
  type Merchant,
  offerSlot,
  payCart,
  registerCustomer,
  registerMerchant,
} from '../support/actors.js';
import { HttpClient } from '../support/http-client.js';
import { Sink } from './sink.js';

export interface Seller {
  readonly merchant: Merchant;
  readonly slotId: string;
}

/** A customer: what the load sends as `authorization`. */
export interface Shopper {
  readonly authorization: string;
  readonly slotId: string;
}

/** Sellers with a webhook endpoint and a slot with room for everybody, and the way in. */
export interface World {
  readonly api: HttpClient;
  readonly sink: Sink;
  readonly sellers: readonly Seller[];
}

/** Load is spread over so many merchants, endpoints and slots. */
const SELLERS = 20;
const ROOM = 1_000_000;

export async function makeWorld(platform: RunningPlatform): Promise<World> {
  const api = HttpClient.at(platform.gatewayUrl);
  const sink = await Sink.start();
  const sellers: Seller[] = [];
  for (let i = 0; i < SELLERS; i += 1) {
    const path = `/hooks/${i}`;
    const merchant = await registerMerchant(api, sink.urlOf(path));
    if (merchant.webhookSecret) sink.secrets.set(path, merchant.webhookSecret);
    const { slotId } = await offerSlot(merchant, ROOM);
    sellers.push({ merchant, slotId });
  }
  return { api, sink, sellers };
}

/** Customers with fresh access tokens (they live for a quarter of an hour), spread over the sellers. */
export async function makeShoppers({ api, sellers }: World, count: number): Promise<Shopper[]> {
  const shoppers: Shopper[] = [];
  for (let i = 0; i < count; i += 1) {
    const body = { email: `shopper-${randomUUID()}@example.com`, name: 'Asha', password: 'correct horse battery' };
    const { data } = expectStatus(await api.post<{ access: string }>('auth/register-customer/', body), 201);
    const slotId = sellers[i % sellers.length]?.slotId ?? '';
    shoppers.push({ authorization: `Bearer ${data.access}`, slotId });
  }
  return shoppers;
}

/** One waiting payment of a new customer for one place of the seller, made as a customer makes it. */
export async function openPayment({ api }: World, { slotId }: Seller): Promise<{ id: string; url: string }> {
  const customer = await registerCustomer(api);
  const payment = await payCart(customer, await fillCart(customer, slotId));
  return { id: payment.payment_id, url: payment.payment_url };
}
