import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { HttpClient } from '../../support/http-client.js';
import { again } from '../../support/journeys.js';
import type { Shop } from './customers.js';

const THINK_MS = 500;
/** What the cards of orders do, and how often; the rest pays well. */
const CARDS: readonly [share: number, number: string][] = [
  [0.08, '4000000000000002'],
  [0.04, '4000000000000341'],
  [0.05, '4000000000005126'],
  [0.05, '4000000000000259'],
  [0.05, '4000000000000267'],
];
const GOOD = '4242424242424242';
const REFUNDS = 0.4;

type Id<Name extends string> = Readonly<Record<Name, string>>;

/** A merchant's server: orders, payments and refunds by API key, each with a key of its own, sent until answered. */
export async function orders(shop: Shop, key: HttpClient): Promise<void> {
  while (shop.open()) {
    await pause(THINK_MS * 2 * shop.random());
    await order(shop, key);
  }
}

async function order({ random, acknowledged }: Shop, api: HttpClient): Promise<void> {
  const key = randomUUID();
  const body = { amount: (1 + Math.floor(random() * 500)).toFixed(2), metadata: { key } };
  const made = await again(() => api.post<Id<'order_id'>>('orders/', body, { 'idempotency-key': key }));
  if (made?.status !== 201) return;
  acknowledged.order(key, made.data.order_id);
  const card_details = { card_number: cardOf(random()), expiry: '12/40', cvv: '123' };
  const pay = { order_id: made.data.order_id, card_details };
  const headers = keyed();
  const paid = await again(() => api.post<Id<'payment_id'>>('payments/', pay, headers));
  if (paid?.status !== 201) return;
  acknowledged.payments.add(paid.data.payment_id);
  if (random() < REFUNDS) await refund(acknowledged, api, paid.data.payment_id);
}

/** Two at once, for more than there is together. */
async function refund(acknowledged: Shop['acknowledged'], api: HttpClient, paymentId: string): Promise<void> {
  await pause(300);
  const body = { payment_id: paymentId };
  const answers = await Promise.all(
    [{ ...body }, { ...body, amount: '1.00' }].map((one) => {
      const headers = keyed();
      return again(() => api.post<Id<'refund_id'>>('refunds/', one, headers));
    }),
  );
  for (const answer of answers) if (answer?.status === 201) acknowledged.refunds.add(answer.data.refund_id);
}

const keyed = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });

function cardOf(draw: number): string {
  let end = 0;
  return CARDS.find(([share]) => draw < (end += share))?.[1] ?? GOOD;
}
