import { setTimeout as pause } from 'node:timers/promises';
import { type CartPayment, payAtProvider, registerCustomer, type Slot } from '../../support/actors.js';
import type { HttpClient } from '../../support/http-client.js';
import { again } from '../../support/journeys.js';
import type { Acknowledged } from './acknowledged.js';

/** Between two purchases of one customer. */
const THINK_MS = 350;
/** A token lives 15 minutes; a customer makes place for another before that. */
const PURCHASES = 40;

type Fields = Readonly<Record<string, string>>;
const upi = (id: string): Fields => ({ method: 'upi', upi_id: id });
const card = (number: string): Fields => ({ method: 'credit_card', card_number: number, expiry: '12/40', cvv: '123' });

interface Way {
  readonly share: number;
  readonly fields: Fields | undefined;
  readonly method?: string;
  /** The provider's page does not answer: nobody presses the button forty times. */
  readonly hangs?: boolean;
}

/** How people pay, each with its share; the rest pays at once and well. */
const WAYS: readonly Way[] = [
  { share: 0.06, fields: upi('failure@upi') },
  { share: 0.03, fields: upi('pending@upi') },
  { share: 0.02, fields: upi('late@upi') },
  { share: 0.03, fields: card('4000000000000341'), method: 'credit_card' },
  { share: 0.02, fields: card('4000000000000259'), method: 'credit_card', hangs: true },
  { share: 0.02, fields: card('4000000000000267'), method: 'credit_card', hangs: true },
  { share: 0.03, fields: undefined },
];
const CANCELS = 0.06;
const CLICKS_TWICE = 0.05;

export interface Shop {
  readonly api: HttpClient;
  readonly slots: readonly Slot[];
  readonly random: () => number;
  readonly acknowledged: Acknowledged;
  readonly open: () => boolean;
}

/** One customer after the other who buys place after place, and tries again when something does not answer. */
export async function customers(shop: Shop): Promise<void> {
  while (shop.open()) {
    const customer = await registerCustomer(shop.api).catch(() => undefined);
    if (!customer) await pause(THINK_MS);
    else for (let i = 0; i < PURCHASES && shop.open(); i += 1) await purchase(shop, customer);
  }
}

async function purchase(shop: Shop, customer: HttpClient): Promise<void> {
  await pause(THINK_MS * 2 * shop.random());
  const way = wayOf(shop.random());
  const payment = await ask(shop, customer, way?.method ?? 'upi');
  if (!payment?.payment_url) return;
  shop.acknowledged.payments.add(payment.payment_id);
  if (way && !way.fields) return;
  const pay = () => payAtProvider(payment.payment_url, way?.fields ?? upi('success@upi'));
  const page = await (way?.hangs ? again(pay, 1) : again(pay));
  if (page?.status === 303) shop.acknowledged.paid += 1;
  if (way?.fields?.['upi_id'] === 'failure@upi') await retry(shop, customer, payment);
  else if (shop.random() < CANCELS) await cancel(customer, payment);
}

async function ask({ slots, random }: Shop, customer: HttpClient, method: string): Promise<CartPayment | undefined> {
  const slot = slots[Math.floor(random() * slots.length)] as Slot;
  const cart = await again(() => customer.post<{ id: string }>('carts/', {}));
  if (cart?.status !== 201) return undefined;
  const item = { slot_id: slot.slotId, tier: 'GA', quantity: 1 + Math.floor(random() * 2) };
  await again(() => customer.post(`carts/${cart.data.id}/items/`, item));
  const click = () =>
    again(() => customer.post<CartPayment>('payments/process-cart/', { cart_id: cart.data.id, method }));
  const answers = await Promise.all(random() < CLICKS_TWICE ? [click(), click()] : [click()]);
  return answers.find((answer) => answer?.status === 201)?.data;
}

async function retry({ acknowledged }: Shop, customer: HttpClient, failed: CartPayment): Promise<void> {
  const body = { method: 'upi' };
  const answer = await again(() => customer.post<CartPayment>(`payments/${failed.payment_id}/retry/`, body));
  if (answer?.status !== 201) return;
  acknowledged.payments.add(answer.data.payment_id);
  const page = await again(() => payAtProvider(answer.data.payment_url, upi('success@upi')));
  if (page?.status === 303) acknowledged.paid += 1;
}

async function cancel(customer: HttpClient, { payment_id: id }: CartPayment): Promise<void> {
  for (let i = 0; i < 5; i += 1) {
    const { data } = (await again(() => customer.get(`payments/${id}/check-booking/`))) ?? {};
    const booking = data?.['booking'] as { book_id: string } | null | undefined;
    if (booking) return void (await again(() => customer.post(`bookings/${booking.book_id}/cancel/`, {})));
    await pause(100);
  }
}

function wayOf(draw: number): Way | undefined {
  let end = 0;
  return WAYS.find(({ share }) => draw < (end += share));
}
