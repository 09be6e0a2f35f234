import { eventually } from '#testing';
import { expectStatus, type Merchant, registerMerchant } from '../support/actors.js';
import { platform } from '../support/platform.js';
import { WebhookSink } from '../support/webhook-sink.js';

const card = (number: string) => ({ card_number: number, expiry: '12/40', cvv: '123' });

describe('the merchant path', () => {
  let sink: WebhookSink;
  let merchant: Merchant;

  beforeAll(async () => {
    sink = await WebhookSink.start();
    merchant = await registerMerchant(platform().gateway, sink.url);
    sink.secret = merchant.webhookSecret;
  });
  afterAll(() => sink.stop());

  const order = async (amount: string | number = '100.00') =>
    expectStatus(await merchant.key.post<{ order_id: string }>('orders/', { amount }), 201).data;

  const pay = async (number: string, orderId?: string) =>
    merchant.key.post<{ payment_id: string; status: string; failure?: { code: string; next: string } }>('payments/', {
      order_id: orderId ?? (await order()).order_id,
      card_details: card(number),
    });

  const statusOf = async (paymentId: string) =>
    (await merchant.key.get<{ status: string }>(`payments/${paymentId}/`)).data.status;

  it('registers, orders, is paid, refunds, hears of it by signed webhooks and sees it in statistics', async () => {
    const created = await merchant.key.post('orders/', { amount: 100.0 });
    expect(created.status).toBe(201);
    expect(created.data).toMatchObject({ amount: '100.00', amount_minor: 10_000, currency: 'INR', status: 'created' });

    const paid = await pay('4242424242424242', String(created.data['order_id']));
    expect(paid.status).toBe(201);
    expect(paid.data).toMatchObject({ order: created.data['order_id'], amount: '100.00' });
    expect(['authorized', 'captured']).toContain(paid.data.status);
    await eventually(async () => expect(await statusOf(paid.data.payment_id)).toBe('captured'));

    const refund = await merchant.key.post('refunds/', { payment_id: paid.data.payment_id });
    expect(refund.status).toBe(201);
    expect(refund.data).toMatchObject({ payment_id: paid.data.payment_id, amount: '100.00' });
    await eventually(async () => expect(await statusOf(paid.data.payment_id)).toBe('refunded'));

    const heard = () => sink.received.filter(({ body }) => body.payment_id === paid.data.payment_id);
    await eventually(() => {
      expect(
        heard()
          .map(({ event }) => event)
          .sort(),
      ).toEqual(['payment.authorized', 'payment.captured', 'payment.refunded', 'refund.processed']);
    });
    expect(heard().every(({ verified }) => verified)).toBe(true);

    await eventually(async () => {
      const { data } = await merchant.token.get('merchants/stats/');
      expect(data).toMatchObject({
        total_orders: 1,
        successful_payments: 1,
        successful_refunds: 1,
        canceled_payments: 0,
      });
    });
  });

  it.each([
    ['4000000000000002', 'declined'],
    ['4000000000009995', 'insufficient funds'],
    ['4000000000000069', 'an expired card'],
    ['4000000000000119', 'a processing error'],
  ])('a card %s (%s) is not an error: 201 with a failed payment and its next step', async (number) => {
    const answer = await pay(number);
    expect(answer.status).toBe(201);
    expect(answer.data.status).toBe('failed');
    expect(answer.data.failure).toMatchObject({
      code: expect.any(String),
      message: expect.any(String),
      next: expect.any(String),
    });
  });

  it('money taken by a provider that did not answer is found by asking', async () => {
    const answer = await pay('4000000000000259');
    expect(answer.status).toBe(201);
    expect(['unknown', 'authorized', 'captured']).toContain(answer.data.status);
    await eventually(async () => expect(await statusOf(answer.data.payment_id)).toBe('captured'), {
      timeoutMs: 30_000,
    });
  }, 60_000);

  it('money not taken by a provider that did not answer ends as a failed payment, never as a guess', async () => {
    const answer = await pay('4000000000000267');
    expect(answer.status).toBe(201);
    expect(['unknown', 'failed']).toContain(answer.data.status);
    await eventually(async () => expect(await statusOf(answer.data.payment_id)).toBe('failed'), { timeoutMs: 30_000 });
  }, 60_000);

  it('a paid order can not be paid twice', async () => {
    const { order_id: orderId } = await order();
    expectStatus(await pay('4242424242424242', orderId), 201);
    const second = await pay('4242424242424242', orderId);
    expect([second.status, second.exception?.code]).toEqual([409, 1009]);
  });

  it('fifty refunds at once give back no more than was paid', async () => {
    const { data } = expectStatus(await pay('4242424242424242'), 201);
    await eventually(async () => expect(await statusOf(data.payment_id)).toBe('captured'));
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => merchant.key.post('refunds/', { payment_id: data.payment_id, amount: '30.00' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(answers.filter(({ status, exception }) => status === 409 && exception?.code === 1012)).toHaveLength(47);
    await eventually(async () => {
      const payment = await merchant.key.get(`payments/${data.payment_id}/`);
      expect(payment.data).toMatchObject({ status: 'partially_refunded', refunded_amount: '90.00' });
    });
  });

  it('another merchant can neither see nor refund it', async () => {
    const { data } = expectStatus(await pay('4242424242424242'), 201);
    const other = await registerMerchant(platform().gateway);
    expect((await other.key.get(`payments/${data.payment_id}/`)).status).toBe(404);
    expect((await other.key.post('refunds/', { payment_id: data.payment_id })).status).toBe(404);
  });
});
