import { randomUUID } from 'node:crypto';
import { eventually } from '#testing';
import {
  expectStatus,
  fillCart,
  type Merchant,
  offerSlot,
  payAtProvider,
  payCart,
  registerCustomer,
  registerMerchant,
} from '../support/actors.js';
import { platform } from '../support/platform.js';

describe('once', () => {
  let merchant: Merchant;
  beforeAll(async () => {
    merchant = await registerMerchant(platform().gateway);
  });

  it('the same keyed request fifty times at once makes one order', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const send = () => merchant.key.post<{ order_id: string }>('orders/', { amount: '10.00' }, headers);
    const answers = await Promise.all(Array.from({ length: 50 }, send));
    const made = answers.filter(({ status }) => status === 201);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect(new Set(made.map(({ data }) => data.order_id)).size).toBe(1);
    const again = await send();
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
    expect(again.data.order_id).toBe(made[0]?.data.order_id);
    const other = await merchant.key.post('orders/', { amount: '11.00' }, headers);
    expect([other.status, other.exception?.code]).toEqual([422, 1016]);
  });

  it('fifty clicks on Pay for one cart make one order and one payment', async () => {
    const customer = await registerCustomer(platform().gateway);
    const { slotId } = await offerSlot(merchant, 5);
    const cartId = await fillCart(customer, slotId);
    const clicks = Array.from({ length: 50 }, () =>
      customer.post<{ payment_id: string; order_id: string }>('payments/process-cart/', {
        cart_id: cartId,
        method: 'upi',
      }),
    );
    const answers = await Promise.all(clicks);
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ data }) => data.order_id)).size).toBe(1);
    expect(new Set(made.map(({ data }) => data.payment_id)).size).toBe(1);
    const slot = await customer.get<{ available: number }>(`slots/${slotId}/`);
    expect(slot.data.available).toBe(4);
  });

  it('twenty places and two hundred buyers at once make twenty bookings; the others are told they are sold out', async () => {
    const { slotId } = await offerSlot(merchant, 20);
    const customer = await registerCustomer(platform().gateway);
    const carts = await Promise.all(Array.from({ length: 200 }, () => fillCart(customer, slotId)));
    const answers = await Promise.all(
      carts.map((cartId) =>
        customer.post<{ payment_url: string; payment_id: string }>('payments/process-cart/', {
          cart_id: cartId,
          method: 'upi',
        }),
      ),
    );
    const holding = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status, exception }) => status === 409 && exception?.code === 1017);
    expect([holding.length, refused.length]).toEqual([20, 180]);
    await Promise.all(
      holding.map(({ data }) => payAtProvider(data.payment_url, { method: 'upi', upi_id: 'success@upi' })),
    );
    await eventually(
      async () => {
        const { data } = await customer.get<unknown[]>('bookings/?limit=100');
        expect(data).toHaveLength(20);
      },
      { timeoutMs: 20_000 },
    );
  }, 90_000);

  it('a provider event told again, and a return told again, change nothing', async () => {
    const customer = await registerCustomer(platform().gateway);
    const { slotId } = await offerSlot(merchant, 5);
    await platform().simulator.behave({ kind: 'events_duplicated', value: 3 });
    const payment = await payCart(customer, await fillCart(customer, slotId));
    const back = await payAtProvider(payment.payment_url, { method: 'upi', upi_id: 'success@upi' });
    const landing = new URL(String(back.headers['location']));
    for (let i = 0; i < 5; i += 1) expectStatus(await platform().gateway.get(landing.pathname + landing.search), 303);
    await eventually(async () => {
      const { data } = await customer.get(`payments/${payment.payment_id}/check-booking/`);
      expect(data).toMatchObject({ payment_status: 'captured', booking_created: true });
    });
    await platform().simulator.calm();
    const bookings = await customer.get<unknown[]>('bookings/');
    expect(bookings.data).toHaveLength(1);
  });
});
