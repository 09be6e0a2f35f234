import type { IncomingMessage } from 'node:http';
import type { HoldAnswer, HoldRequest } from '#contracts';
import { newId } from '#kernel';
import { signLink } from '#service-kit';
import { eventually } from '#testing';
import { LINK_SECRET, PaymentService } from '../payment-service.fixture.js';

const AT = new Date(Date.now() - 1_000).toISOString();
const merchantId = newId();
const sessions = new Map<string, Record<string, unknown>>();
const hex = (id: string) => id.replaceAll('-', '');

function tryOf(session: Record<string, unknown>, fields: object = {}) {
  return {
    object: 'payment',
    id: String(session['id']).replace('cs_', 'pay_') + '_1',
    status: 'authorized',
    amount: session['amount'],
    currency: 'INR',
    method: 'upi',
    card: null,
    captured_amount: 0,
    refunded_amount: 0,
    failure: null,
    created_at: AT,
    authorized_at: AT,
    captured_at: null,
    ended_at: null,
    refunds: [],
    ...fields,
  };
}

/** The simulator's API as its README tells it, as far as a payment on its page and a capture need. */
function simulator({ url = '', method }: IncomingMessage, body: string): object {
  if (method === 'POST' && url === '/v1/sessions') {
    const { reference, amount } = JSON.parse(body) as { reference: string; amount: number };
    const id = `cs_${hex(reference)}`;
    const page = `http://127.0.0.1:1/pay/${id}`;
    const open = { object: 'session', id, reference, amount, currency: 'INR', status: 'open', cancelled_by: null };
    sessions.set(id, { ...open, url: page, expires_at: AT, closed_at: null, payments: [] });
    return sessions.get(id) ?? {};
  }
  const session = sessions.get(`cs_${url.split('/')[3]?.slice(4, 36)}`) ?? {};
  const captured = { status: 'captured', captured_amount: session['amount'], captured_at: AT };
  const { id, reference } = session;
  const head = { id, reference, status: 'completed', cancelled_by: null };
  return { object: 'receipt', session: head, payment: tryOf(session, captured), refund: null };
}

function booking(request: IncomingMessage, body: string): object {
  const { order_id } = JSON.parse(body) as HoldRequest;
  const line = {
    slot_id: newId(),
    tier_id: newId(),
    title: '<b>Night</b> train',
    quantity: 2,
    unit_price_minor: 5_000,
  };
  const data: HoldAnswer = {
    hold_id: newId(),
    order_id,
    merchant_id: merchantId,
    livemode: false,
    amount_minor: 10_000,
    currency: 'INR',
    expires_at: new Date(Date.now() + 600_000).toISOString(),
    lines: [line],
  };
  return { success: true, data };
}

describe('payment over HTTP', () => {
  let service: PaymentService;
  let merchant: Awaited<ReturnType<PaymentService['as']>>;
  let customer: Awaited<ReturnType<PaymentService['as']>>;
  beforeAll(async () => {
    service = await PaymentService.start({ simulator, booking });
    merchant = await service.as({ role: 'merchant', mid: merchantId });
    customer = await service.as({ role: 'customer' });
  }, 60_000);
  afterAll(() => service.close(), 60_000);

  const event = (reference: string, amount = 10_000, id = `evt_${hex(newId())}`) => {
    const session = { id: `cs_${hex(reference)}`, reference, status: 'completed', cancelled_by: null };
    const payment = tryOf({ ...session, amount });
    return service.event({
      object: 'event',
      id,
      type: 'payment.authorized',
      created_at: AT,
      data: { session, payment },
    });
  };

  const pay = () => customer('POST', 'payments/process-cart/', { cart_id: newId(), method: 'upi' });

  it('an order is made, shown, listed and cancelled in the published shapes', async () => {
    const made = await merchant('POST', 'orders/', { amount: 100.0, metadata: { ref: 'A-1' } });
    expect(made.status).toBe(201);
    expect(made.data).toMatchObject({ amount: '100.00', amount_minor: 10_000, currency: 'INR', status: 'created' });
    expect(made.data['snapshot']).toMatchObject({ fee: '2.00', earning: '98.00', fee_payer: 'merchant' });
    const list = await merchant('GET', 'orders/?limit=1');
    expect(list.page).toEqual({ next_cursor: null });
    const cancelled = await merchant('POST', `orders/${String(made.data['order_id'])}/cancel/`);
    expect([cancelled.status, cancelled.data['status']]).toEqual([200, 'cancelled']);
    const again = await merchant('POST', `payments/`, { order_id: made.data['order_id'], method: 'upi' });
    expect([again.status, again.data['code']]).toEqual([409, 1009]);
  });

  it('the same idempotency key gives the same order', async () => {
    const headers = { 'idempotency-key': newId() };
    const [first, second] = [
      await merchant('POST', 'orders/', { amount: '5.00' }, headers),
      await merchant('POST', 'orders/', { amount: '5.00' }, headers),
    ];
    expect(second.data['order_id']).toBe(first.data['order_id']);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
  });

  it('wrong amounts, fields and cards are refused with what is wrong, never with the card', async () => {
    const wrong = await merchant('POST', 'orders/', { amount: '1.005', price: 1 });
    expect([wrong.status, wrong.data['code']]).toEqual([422, 1004]);
    const { data } = await merchant('POST', 'orders/', { amount: '5.00' });
    const card = { card_number: '4242', expiry: '13/40', cvv: 'abc' };
    const refused = await merchant('POST', 'payments/', { order_id: data['order_id'], card_details: card });
    expect([refused.status, refused.data['code']]).toEqual([422, 1010]);
    expect(refused.text).not.toContain('4242');
  });

  it('a cart becomes a payment with a place to pay; a signed event authorizes it once', async () => {
    const made = await pay();
    expect(made.status).toBe(201);
    expect(made.data).toMatchObject({
      amount: '100.00',
      currency: 'INR',
      status: 'pending',
      checkout: { type: 'redirect' },
    });
    const id = String(made.data['payment_id']);
    const eventId = `evt_${hex(newId())}`;
    expect((await event(id, 10_000, eventId)).data).toEqual({ received: true, duplicate: false });
    expect((await event(id, 10_000, eventId)).data).toEqual({ received: true, duplicate: true });
    const check = await customer('GET', `payments/${id}/check-booking/`);
    expect(check.data).toEqual({ payment_status: 'authorized', booking_created: false, booking: null });
    const closed = await service.internal('orders/close', { order_ids: [made.data['order_id']] });
    expect(closed.data).toEqual({ orders: [{ order_id: made.data['order_id'], outcome: 'paid' }] });
  });

  it('an event with another amount is answered 200, kept aside, and moves nothing', async () => {
    const id = String((await pay()).data['payment_id']);
    expect((await event(id, 1)).status).toBe(200);
    expect((await customer('GET', `payments/${id}/`)).data['status']).toBe('pending');
  });

  it('a forged event is refused', async () => {
    const forged = await service.event({ object: 'event' }, 'another secret that is also long enough');
    expect([forged.status, forged.data['code']]).toEqual([400, 1015]);
  });

  it("a plain order's payment is captured by itself, and its receipt can be had", async () => {
    const order = await merchant('POST', 'orders/', { amount: '100.00' });
    const made = await merchant('POST', 'payments/', { order_id: order.data['order_id'], method: 'UPI' });
    expect(made.status).toBe(201);
    await event(String(made.data['payment_id']));
    await eventually(async () => {
      const { data } = await merchant('GET', `payments/${String(made.data['payment_id'])}/`);
      expect(data['status']).toBe('captured');
    });
    const receipt = await merchant('GET', `orders/${String(order.data['order_id'])}/receipt.pdf`);
    expect([receipt.status, receipt.text.slice(0, 5)]).toEqual([200, '%PDF-']);
  });

  it('others neither see nor touch it: 404, and a key of the other mode is refused', async () => {
    const id = String((await pay()).data['payment_id']);
    const stranger = await service.as({ role: 'merchant', mid: newId() });
    const live = await service.as({ role: 'merchant', mid: merchantId, livemode: true });
    expect((await stranger('GET', `payments/${id}/`)).status).toBe(404);
    expect((await stranger('POST', 'refunds/', { payment_id: id })).status).toBe(404);
    expect((await live('GET', `payments/${id}/`)).data['code']).toBe(1006);
    expect((await customer('POST', 'orders/', { amount: '1' })).data['code']).toBe(1006);
  });

  it('every change is streamed until it is final', async () => {
    const order = await merchant('POST', 'orders/', { amount: '100.00' });
    const made = await merchant('POST', 'payments/', { order_id: order.data['order_id'], method: 'upi' });
    const id = String(made.data['payment_id']);
    const stream = merchant('GET', `payments/${id}/events/`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await event(id);
    const { text, headers } = await stream;
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect([...text.matchAll(/"status":"(\w+)"/g)].map(([, status]) => status)).toEqual(
      expect.arrayContaining(['pending', 'captured']),
    );
  });

  it('the pages open by their signed links only, and escape what they show', async () => {
    const made = await pay();
    const orderId = String(made.data['order_id']);
    const paymentId = String(made.data['payment_id']);
    const link = `/pay/${orderId}?s=${signLink(LINK_SECRET, 'pay', orderId)}`;
    const page = await service.call('GET', link);
    expect(page.status).toBe(200);
    expect(page.text).toContain('2 × &lt;b&gt;Night&lt;/b&gt; train');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const chosen = await service.call('POST', link, 'method=upi', form);
    expect([chosen.status, chosen.headers.get('location')]).toEqual([303, made.data['payment_url']]);
    const result = await service.call('GET', `/result/${paymentId}?s=${signLink(LINK_SECRET, 'result', paymentId)}`);
    expect(result.text).toContain('Waiting for your payment');
    expect(result.text).toContain('http-equiv="refresh"');
    expect((await service.call('GET', `/result/${paymentId}?s=x`)).status).toBe(404);
    expect((await service.call('GET', `/pay/${orderId}`)).status).toBe(404);
  });
});
