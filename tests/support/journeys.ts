import { setTimeout as pause } from 'node:timers/promises';
import { type CartPayment, payAtProvider, type Slot } from './actors.js';
import type { Answer, HttpClient } from './http-client.js';

/** A customer gives up after so many tries of one step; the platform may be down for some seconds. */
const TRIES = 40;
const PAUSE_MS = 500;

interface PaymentSeen {
  readonly payment_id: string;
  readonly status: string;
}

/** Many customers who each buy place after place, and try again when something does not answer, as people do. */
export class Journeys {
  /** Payments whose creation was acknowledged. */
  readonly acknowledged = new Set<string>();
  /** Payments the provider's page said were paid. */
  readonly paid = new Set<string>();
  private left = 0;

  constructor(
    private readonly customers: readonly HttpClient[],
    private readonly slots: readonly Slot[],
    private readonly random: () => number,
  ) {}

  /** Runs `count` journeys, each customer one after the other. */
  async run(count: number): Promise<void> {
    this.left = count;
    await Promise.all(this.customers.map((customer) => this.buyOn(customer)));
  }

  /** Every payment the customers can see. */
  async allPayments(): Promise<PaymentSeen[]> {
    const pages = await Promise.all(this.customers.map((customer) => paymentsOf(customer)));
    return pages.flat();
  }

  private async buyOn(customer: HttpClient): Promise<void> {
    while (this.left > 0) {
      this.left -= 1;
      await this.buy(customer);
    }
  }

  private async buy(customer: HttpClient): Promise<void> {
    const slot = this.slots[Math.floor(this.random() * this.slots.length)] as Slot;
    const cart = await again(() => customer.post<{ id: string }>('carts/', {}));
    if (cart?.status !== 201) return;
    const item = { slot_id: slot.slotId, tier: 'GA', quantity: 1 };
    await again(() => customer.post(`carts/${cart.data.id}/items/`, item));
    const body = { cart_id: cart.data.id, method: 'upi' };
    const payment = await again(() => customer.post<CartPayment>('payments/process-cart/', body));
    if (payment?.status !== 201) return;
    this.acknowledged.add(payment.data.payment_id);
    if (!payment.data.payment_url) return;
    const upi = this.random() < 0.9 ? 'success@upi' : 'failure@upi';
    const page = await again(() => payAtProvider(payment.data.payment_url, { method: 'upi', upi_id: upi }));
    if (page?.status === 303 && upi === 'success@upi') this.paid.add(payment.data.payment_id);
  }
}

/** Tries while nothing answers or the answer is a fault of the platform; gives the last answer. */
export async function again<T>(send: () => Promise<Answer<T>>, tries = TRIES): Promise<Answer<T> | undefined> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const answer = await send().catch(() => undefined);
    if (answer && answer.status < 500 && answer.status !== 429 && !(answer.status === 409 && inUse(answer)))
      return answer;
    await pause(PAUSE_MS);
  }
  return undefined;
}

const inUse = (answer: Answer<unknown>): boolean => answer.exception?.code === 1016;

async function paymentsOf(customer: HttpClient): Promise<PaymentSeen[]> {
  const found: PaymentSeen[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const page = await again(() => customer.get<PaymentSeen[]>(`payments/?limit=100${query}`));
    if (page?.status !== 200) throw new Error(`payments can't be read: ${page?.text ?? 'no answer'}`);
    found.push(...page.data);
    cursor = page.page?.next_cursor ?? null;
  }
  return found;
}
