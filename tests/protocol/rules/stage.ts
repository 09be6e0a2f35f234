import pg from 'pg';
import { eventually } from '#testing';
import {
  type CartPayment,
  fillCart,
  type Merchant,
  offerSlot,
  payAtProvider,
  payCart,
  registerCustomer,
  registerMerchant,
} from '../../support/actors.js';
import type { Answer, HttpClient } from '../../support/http-client.js';
import { platform } from '../../support/platform.js';

export const PAID = { method: 'upi', upi_id: 'success@upi' };
export const card = (number: string) => ({ card_number: number, expiry: '12/40', cvv: '123' });

/** A merchant, a customer and the books behind them, on the platform of the run. */
export class RuleStage {
  private constructor(
    readonly merchant: Merchant,
    readonly customer: HttpClient,
  ) {}

  static async open(): Promise<RuleStage> {
    const { gateway } = platform();
    const [merchant, customer] = await Promise.all([registerMerchant(gateway), registerCustomer(gateway)]);
    return new RuleStage(merchant, customer);
  }

  /** A cart with one place of a new slot, ready to be paid. */
  async cart(capacity = 1): Promise<{ cartId: string; slotId: string }> {
    const { slotId } = await offerSlot(this.merchant, capacity);
    return { cartId: await fillCart(this.customer, slotId), slotId };
  }

  async pending(method = 'upi'): Promise<CartPayment & { slotId: string }> {
    const { cartId, slotId } = await this.cart();
    return { ...(await payCart(this.customer, cartId, method)), slotId };
  }

  /** A payment whose booking is made and whose money is captured. */
  async booked(): Promise<CartPayment & { slotId: string }> {
    const payment = await this.pending();
    await payAtProvider(payment.payment_url, PAID);
    await this.becomes(payment.payment_id, 'captured');
    return payment;
  }

  /** The provider says no and the customer gives up; the money is on its way and comes with `advance`. */
  async failsForNow({ payment_id: id, payment_url: url }: CartPayment): Promise<void> {
    await payAtProvider(url, { method: 'upi', upi_id: 'late@upi' });
    const { origin, pathname } = new URL(url);
    await payAtProvider(`${origin}${pathname}/cancel`, {});
    await this.becomes(id, 'cancelled');
  }

  /** A merchant's own order, captured by hand. */
  async authorized(number = '4242424242424242'): Promise<{ orderId: string; paymentId: string }> {
    const { key } = this.merchant;
    const order = await key.post<{ order_id: string }>('orders/', { amount: '40.00', capture: 'manual' });
    const orderId = order.data.order_id;
    const pay = { order_id: orderId, card_details: card(number) };
    const { data } = await key.post<{ payment_id: string }>('payments/', pay);
    await this.becomes(data.payment_id, 'authorized');
    return { orderId, paymentId: data.payment_id };
  }

  becomes(paymentId: string, status: string): Promise<unknown> {
    return eventually(
      async () => {
        const rows = await this.rows('payment', 'select status from payment where id = $1', [paymentId]);
        expect(rows).toEqual([{ status }]);
      },
      { timeoutMs: 20_000, everyMs: 50 },
    );
  }

  capture(paymentId: string): Promise<Answer> {
    return this.merchant.key.post(`payments/${paymentId}/capture/`, {});
  }

  async rows<R extends object>(service: string, text: string, values: readonly unknown[] = []): Promise<R[]> {
    const client = new pg.Client(platform().databases[service]);
    await client.connect();
    try {
      return (await client.query<R>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }
}
