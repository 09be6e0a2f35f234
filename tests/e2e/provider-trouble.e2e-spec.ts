import { eventually } from '#testing';
import {
  fillCart,
  type Merchant,
  offerSlot,
  payAtProvider,
  payCart,
  registerCustomer,
  registerMerchant,
} from '../support/actors.js';
import type { HttpClient } from '../support/http-client.js';
import { platform } from '../support/platform.js';
import type { Script } from '../support/simulator-control.js';

describe('a provider that misbehaves', () => {
  let merchant: Merchant;
  let customer: HttpClient;

  beforeAll(async () => {
    merchant = await registerMerchant(platform().gateway);
    customer = await registerCustomer(platform().gateway);
  });
  afterEach(() => platform().simulator.calm());

  const booked = async (paymentId: string) => {
    const { data } = await customer.get(`payments/${paymentId}/check-booking/`);
    expect(data).toMatchObject({ payment_status: 'captured', booking_created: true });
  };

  it.each<[string, Omit<Script, 'reference'>]>([
    ['tells everything three times', { kind: 'events_duplicated', value: 2 }],
    ['tells things out of order', { kind: 'events_reordered', value: 500 }],
    ['tells it late', { kind: 'events_delayed', value: 1_000 }],
    ['never tells, so that only asking helps', { kind: 'events_dropped' }],
    ['is impersonated by a forger first', { kind: 'events_forged' }],
    ['loses the answer to one call in the middle', { kind: 'answers_lost', count: 1 }],
    ['answers 500 for a while', { kind: 'answers_5xx', count: 3 }],
  ])('%s: the booking is made once all the same', async (_, script) => {
    const { slotId } = await offerSlot(merchant, 1);
    const payment = await payCart(customer, await fillCart(customer, slotId));
    await platform().simulator.behave({ ...script, reference: payment.payment_id });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const page = await payAtProvider(payment.payment_url, { method: 'upi', upi_id: 'success@upi' }).catch(() => undefined);
      if (page?.status === 303) break;
    }
    await eventually(() => booked(payment.payment_id), { timeoutMs: 40_000, everyMs: 200 });
    const slot = await customer.get<{ available: number }>(`slots/${slotId}/`);
    expect(slot.data.available).toBe(0);
  }, 60_000);

  it('an event with another amount than was asked for books nothing', async () => {
    const { slotId } = await offerSlot(merchant, 1);
    const payment = await payCart(customer, await fillCart(customer, slotId));
    await platform().simulator.behave({ kind: 'events_wrong_amount', value: -100, reference: payment.payment_id, count: 1 });
    await payAtProvider(payment.payment_url, { method: 'upi', upi_id: 'success@upi' });
    await eventually(() => booked(payment.payment_id), { timeoutMs: 40_000, everyMs: 200 });
    const shown = await customer.get(`payments/${payment.payment_id}/`);
    expect(shown.data).toMatchObject({ amount: '999.00' });
  }, 60_000);

  it('a payment that is pending at first is booked when the provider knows', async () => {
    const { slotId } = await offerSlot(merchant, 1);
    const payment = await payCart(customer, await fillCart(customer, slotId));
    await payAtProvider(payment.payment_url, { method: 'upi', upi_id: 'pending@upi' });
    await eventually(() => booked(payment.payment_id), { timeoutMs: 40_000, everyMs: 200 });
  }, 60_000);

  it('a capture that fails gives the places back and leaves no booking', async () => {
    const { slotId } = await offerSlot(merchant, 1);
    const payment = await payCart(customer, await fillCart(customer, slotId), 'credit_card');
    const card = { method: 'credit_card', card_number: '4000000000000341', expiry: '12/40', cvv: '123' };
    await payAtProvider(payment.payment_url, card);
    await eventually(
      async () => {
        const { data } = await customer.get<{ status: string }>(`payments/${payment.payment_id}/`);
        expect(data.status).toBe('cancelled');
        const slot = await customer.get<{ available: number }>(`slots/${slotId}/`);
        expect(slot.data.available).toBe(1);
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );
  }, 60_000);
});
