import { eventually } from '#testing';
import { fillCart, offerSlot, payAtProvider, payCart, registerCustomer, registerMerchant } from '../support/actors.js';
import { expectStatus } from '../support/actors.js';
import type { Merchant } from '../support/actors.js';
import type { HttpClient } from '../support/http-client.js';
import { platform } from '../support/platform.js';
import { WebhookSink } from '../support/webhook-sink.js';

interface BookingCheck {
  readonly payment_status: string;
  readonly booking_created: boolean;
  readonly booking: { readonly book_id: string; readonly status: string; readonly total_amount: string } | null;
}

describe('one path, told once', () => {
  let sink: WebhookSink;
  let merchant: Merchant;
  let customer: HttpClient;

  beforeAll(async () => {
    sink = await WebhookSink.start();
    merchant = await registerMerchant(platform().gateway, sink.url);
    sink.secret = merchant.webhookSecret;
    customer = await registerCustomer(platform().gateway);
  });
  afterAll(() => sink.stop());

  const booked = (paymentId: string) =>
    eventually(async () => {
      const { data } = await customer.get<BookingCheck>(`payments/${paymentId}/check-booking/`);
      expect(data).toMatchObject({ payment_status: 'captured', booking_created: true });
      return data;
    });

  it("a customer pays for a cart on the provider's page and gets a booking, tickets and a receipt", async () => {
    const { slotId } = await offerSlot(merchant, 10);
    const payment = await payCart(customer, await fillCart(customer, slotId, 2));
    expect(payment).toMatchObject({ amount: '1998.00', status: 'pending' });
    expect(Date.parse(payment.hold_expires_at)).toBeGreaterThan(Date.now());

    const before = await customer.get<BookingCheck>(`payments/${payment.payment_id}/check-booking/`);
    expect(before.data).toMatchObject({ booking_created: false, booking: null });

    const back = await payAtProvider(payment.payment_url, { method: 'upi', upi_id: 'success@upi' });
    expect(back.status).toBe(303);

    const { booking } = await booked(payment.payment_id);
    expect(booking).toMatchObject({ status: 'confirmed', total_amount: '1998.00' });
    expect(booking?.book_id).toMatch(/^BK-[0-9A-F]{8}$/);

    const shown = await customer.get<{ tickets: { id: string }[] }>(`bookings/${booking?.book_id}/`);
    expect(shown.data.tickets).toHaveLength(2);
    const pdf = await customer.get(`bookings/${booking?.book_id}/tickets.pdf`);
    expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, '%PDF-']);
    const receipt = await customer.get(`orders/${payment.order_id}/receipt.pdf`);
    expect([receipt.status, receipt.text.slice(0, 5)]).toEqual([200, '%PDF-']);

    const slot = await customer.get<{ available: number }>(`slots/${slotId}/`);
    expect(slot.data.available).toBe(8);
  });

  it('the merchant gets signed webhooks for the authorization, the capture and the booking, each once', async () => {
    const { slotId } = await offerSlot(merchant, 10);
    const payment = await payCart(customer, await fillCart(customer, slotId));
    await payAtProvider(payment.payment_url, { method: 'upi', upi_id: 'success@upi' });
    await booked(payment.payment_id);

    const about = () => sink.received.filter(({ body }) => body.payment_id === payment.payment_id);
    await eventually(() => {
      expect(
        about()
          .map(({ event }) => event)
          .sort(),
      ).toEqual(['booking.confirmed', 'payment.authorized', 'payment.captured']);
    });
    expect(about().every(({ verified }) => verified)).toBe(true);
    expect(about().find(({ event }) => event === 'payment.authorized')?.body).toMatchObject({
      order_id: payment.order_id,
      amount: '999.00',
      currency: 'INR',
      status: 'authorized',
      livemode: false,
    });
  });

  it('a declined customer retries on the same order and the hold lives on', async () => {
    const { slotId } = await offerSlot(merchant, 1);
    const first = await payCart(customer, await fillCart(customer, slotId), 'credit_card');
    await payAtProvider(first.payment_url, {
      method: 'credit_card',
      card_number: '4000000000000002',
      expiry: '12/40',
      cvv: '123',
    });
    const cancel = await customer.get<{ status: string }>(`payments/${first.payment_id}/`);
    expect(['pending', 'requires_action', 'failed']).toContain(cancel.data.status);

    const again = await payAtProvider(first.payment_url, {
      method: 'credit_card',
      card_number: '4242424242424242',
      expiry: '12/40',
      cvv: '123',
    });
    expect(again.status).toBe(303);
    await booked(first.payment_id);
  });

  it('the plain pages show the order, take the choice of a method, and tell the result', async () => {
    const { slotId } = await offerSlot(merchant, 1);
    const payment = await payCart(customer, await fillCart(customer, slotId));
    const back = await payAtProvider(payment.payment_url, { method: 'upi', upi_id: 'success@upi' });
    await booked(payment.payment_id);
    const landing = new URL(String(back.headers['location']));
    const bounce = await platform().gateway.get(landing.pathname + landing.search);
    expect(bounce.status).toBe(303);
    const result = new URL(String(bounce.headers['location']), landing);
    expect(result.pathname).toBe(`/result/${payment.payment_id}`);
    const page = await platform().gateway.get(result.pathname + result.search);
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/BK-[0-9A-F]{8}/);
    const forged = await platform().gateway.get(`/result/${payment.payment_id}`);
    expect([400, 403, 404]).toContain(forged.status);
  });

  it('cancelling a booking gives the places and the money back', async () => {
    const { slotId } = await offerSlot(merchant, 1);
    const payment = await payCart(customer, await fillCart(customer, slotId));
    await payAtProvider(payment.payment_url, { method: 'upi', upi_id: 'success@upi' });
    const { booking } = await booked(payment.payment_id);
    expectStatus(await customer.post(`bookings/${booking?.book_id}/cancel/`, {}), 200);
    await eventually(async () => {
      const { data } = await customer.get<{ status: string }>(`payments/${payment.payment_id}/`);
      expect(data.status).toBe('refunded');
    });
    const slot = await customer.get<{ available: number }>(`slots/${slotId}/`);
    expect(slot.data.available).toBe(1);
  });
});
