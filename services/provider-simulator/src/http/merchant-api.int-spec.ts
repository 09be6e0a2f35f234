import { newId } from '#kernel';
import { eventually } from '#testing';
import { type Receiver, receiver } from '../receiver.fixture.js';
import { type RunningSimulator, runningSimulator } from '../running-simulator.fixture.js';
import type { ReceiptView, SessionView } from '../application/views.js';

let simulator: RunningSimulator;
let merchant: Receiver;
beforeAll(async () => {
  merchant = await receiver();
  simulator = await runningSimulator();
}, 30_000);
afterAll(async () => {
  await simulator?.stop();
  await merchant?.close();
});

const demand = (more: object = {}) => ({
  reference: newId(),
  amount: 10_000,
  currency: 'INR',
  capture: 'manual',
  description: 'Two seats',
  return_url: 'http://localhost:8080/back',
  notify_url: merchant.url,
  ...more,
});
const vault = async (number: string) =>
  (await simulator.call<{ token: string }>('POST', '/v1/vault/cards', { number, expiry: '12/25', cvv: '123' })).body
    .token;
const charge = async (number: string, more: object = {}) => {
  const body = demand({ ...more, source: { token: await vault(number) } });
  return simulator.call<SessionView>('POST', '/v1/charges', body, newId());
};
const standing = (view: SessionView) => ({ session: view.status, payment: view.payments[0]?.status });
const tried = (view: SessionView) => view.payments[0] as SessionView['payments'][number];

describe('The merchant API', () => {
  it('lets nobody in without the secret key', async () => {
    const response = await fetch(`${simulator.url}/v1/sessions?reference=x`, {
      headers: { authorization: 'Bearer sk_sim_wrong' },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'unauthorized' } });
  });

  it('opens one session for the same request fifty times at once', async () => {
    const body = demand();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => simulator.call<SessionView>('POST', '/v1/sessions', body, 'key-1')),
    );
    expect(new Set(answers.map(({ status, body: { id } }) => `${status} ${id}`)).size).toBe(1);
    const found = await simulator.call<{ data: SessionView[] }>('GET', `/v1/sessions?reference=${body.reference}`);
    expect(found.body.data).toHaveLength(1);
  });

  it('refuses a key or a reference that stands for another request', async () => {
    const body = demand();
    await simulator.call('POST', '/v1/sessions', body, 'key-2');
    const otherAmount = await simulator.call('POST', '/v1/sessions', { ...body, amount: 1 }, 'key-2');
    const otherKey = await simulator.call('POST', '/v1/sessions', { ...body, amount: 1 }, 'key-3');
    expect([otherAmount.body, otherKey.body]).toMatchObject([
      { error: { code: 'key_reused' } },
      { error: { code: 'reference_taken' } },
    ]);
  });

  it('knows nothing of a reference it never saw', async () => {
    const { body } = await simulator.call<{ data: unknown[] }>('GET', `/v1/sessions?reference=${newId()}`);
    expect(body.data).toEqual([]);
  });

  it('charges once for the same charge fifty times at once', async () => {
    const body = demand({ capture: 'automatic', source: { token: await vault('4242424242424242') } });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => simulator.call<SessionView>('POST', '/v1/charges', body, 'key-4')),
    );
    expect(new Set(answers.map(({ body: view }) => JSON.stringify(view.payments))).size).toBe(1);
    expect(standing(answers[0]?.body as SessionView)).toEqual({ session: 'completed', payment: 'captured' });
    await eventually(() =>
      expect(
        merchant
          .of(body.reference)
          .map(({ type }) => type)
          .sort(),
      ).toEqual(['payment.authorized', 'payment.captured']),
    );
  });

  it('captures, refunds and voids once however often it is asked at once', async () => {
    const { id } = tried((await charge('4242424242424242')).body);
    const captures = await Promise.all(
      Array.from({ length: 50 }, () =>
        simulator.call<ReceiptView>('POST', `/v1/payments/${id}/capture`, { amount: 9_000 }, 'cap-1'),
      ),
    );
    expect(new Set(captures.map(({ status, body }) => `${status} ${body.payment.captured_amount}`))).toEqual(
      new Set(['200 9000']),
    );
    const refund = { amount: 4_000, merchant_refund_id: 'refund-1' };
    const refunds = await Promise.all(
      Array.from({ length: 50 }, () =>
        simulator.call<ReceiptView>('POST', `/v1/payments/${id}/refunds`, refund, 'ref-1'),
      ),
    );
    expect(
      new Set(refunds.map(({ status, body }) => `${status} ${body.refund?.id} ${body.payment.refunded_amount}`)).size,
    ).toBe(1);
    const tooMuch = await simulator.call(
      'POST',
      `/v1/payments/${id}/refunds`,
      { amount: 5_001, merchant_refund_id: 'refund-2' },
      'ref-2',
    );
    expect(tooMuch).toMatchObject({ status: 409, body: { error: { code: 'not_refundable' } } });
    const rest = await simulator.call<ReceiptView>('POST', `/v1/payments/${id}/refunds`, {}, 'ref-3');
    expect(rest.body.payment).toMatchObject({ captured_amount: 9_000, refunded_amount: 9_000 });
    expect(await simulator.call('POST', `/v1/payments/${id}/void`, {}, 'void-1')).toMatchObject({
      body: { error: { code: 'not_voidable' } },
    });
    const sides = await simulator.database.database.query(
      `select kind, debit, sum(amount) as amount from entry where operation_id like '%' || $1 || '%'
        group by 1, 2 order by 1`,
      [id.slice(4)],
    );
    expect(sides).toEqual([
      { kind: 'capture', debit: 'customer', amount: 9_000 },
      { kind: 'refund', debit: 'merchant', amount: 9_000 },
    ]);
  });

  it('voids an authorization, and captures it no more', async () => {
    const { id } = tried((await charge('4242424242424242')).body);
    expect((await simulator.call<ReceiptView>('POST', `/v1/payments/${id}/void`, {}, 'v-1')).body.payment.status).toBe(
      'voided',
    );
    expect((await simulator.call('POST', `/v1/payments/${id}/capture`, {}, 'c-1')).body).toMatchObject({
      error: { code: 'not_capturable' },
    });
  });

  it('keeps no card number and no security code', async () => {
    await vault('4000000000009995');
    const rows = await simulator.database.database.query<{ row: string }>(
      'select to_json(v)::text as row from vault_card v',
    );
    expect(rows.every(({ row }) => !row.includes('4000000000009995') && !row.includes('"123"'))).toBe(true);
  });

  it('refuses what can not be a card', async () => {
    const answer = await simulator.call('POST', '/v1/vault/cards', { number: '4242', expiry: '12/25', cvv: '123' });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'card_invalid' } } });
  });

  it('cancels an open session, and says when it can not', async () => {
    const open = (await simulator.call<SessionView>('POST', '/v1/sessions', demand())).body;
    expect((await simulator.call<SessionView>('POST', `/v1/sessions/${open.id}/cancel`, {})).body.status).toBe(
      'cancelled',
    );
    const busy = (
      await simulator.call<SessionView>('POST', '/v1/charges', demand({ source: { upi_id: 'pending@upi' } }))
    ).body;
    expect((await simulator.call('POST', `/v1/sessions/${busy.id}/cancel`, {})).body).toMatchObject({
      error: { code: 'session_busy' },
    });
    await eventually(() => expect(merchant.of(open.reference).map(({ type }) => type)).toEqual(['session.cancelled']));
  });

  it('lets an unpaid session expire', async () => {
    const { reference } = (await simulator.call<SessionView>('POST', '/v1/sessions', demand({ expires_in: 1 }))).body;
    await eventually(() => expect(merchant.of(reference).map(({ type }) => type)).toEqual(['session.expired']));
  });
});

describe('Magic numbers', () => {
  it.each([
    ['4242424242424242', { session: 'completed', payment: 'authorized' }, undefined],
    ['4000000000000002', { session: 'failed', payment: 'declined' }, 'card_declined'],
    ['4000000000009995', { session: 'failed', payment: 'declined' }, 'insufficient_funds'],
    ['4000000000000069', { session: 'failed', payment: 'declined' }, 'expired_card'],
    ['4000000000000119', { session: 'failed', payment: 'declined' }, 'processing_error'],
    ['4000000000003220', { session: 'open', payment: 'requires_otp' }, undefined],
  ])('%s does what the table says', async (number, expected, failure) => {
    const { body } = await charge(number);
    expect(standing(body)).toEqual(expected);
    expect(tried(body).failure?.code).toBe(failure);
  });

  it('4000000000000341 is authorized and its capture fails', async () => {
    const { id } = tried((await charge('4000000000000341')).body);
    expect(
      (await simulator.call<ReceiptView>('POST', `/v1/payments/${id}/capture`, {}, newId())).body.payment.status,
    ).toBe('capture_failed');
  });

  it('4000000000005126 accepts a refund that fails later', async () => {
    const { body } = await charge('4000000000005126', { capture: 'automatic' });
    const { id } = tried(body);
    const made = await simulator.call<ReceiptView>('POST', `/v1/payments/${id}/refunds`, {}, newId());
    expect(made.body.refund?.status).toBe('pending');
    await eventually(async () => {
      const now = (await simulator.call<ReceiptView>('GET', `/v1/refunds/${made.body.refund?.id}`)).body;
      expect([now.refund?.status, now.payment.refunded_amount]).toEqual(['failed', 0]);
    });
  });

  it.each([
    ['4000000000000259', 'authorized'],
    ['4000000000000267', 'declined'],
  ])('%s gives no answer, and the books say %s', async (number, status) => {
    const body = demand({ source: { token: await vault(number) } });
    await expect(simulator.call('POST', '/v1/charges', body, newId())).rejects.toThrow();
    const { data } = (await simulator.call<{ data: SessionView[] }>('GET', `/v1/sessions?reference=${body.reference}`))
      .body;
    expect(data[0]?.payments[0]?.status).toBe(status);
    expect(merchant.of(body.reference)).toEqual([]);
    await eventually(() => expect(merchant.of(body.reference).map(({ type }) => type)).toEqual([`payment.${status}`]));
  });

  it.each([
    ['success@upi', ['payment.authorized']],
    ['failure@upi', ['payment.declined']],
    ['pending@upi', ['payment.processing', 'payment.authorized']],
    ['late@upi', ['payment.declined', 'payment.authorized']],
  ])('%s tells %j', async (upiId, told) => {
    const body = demand({ source: { upi_id: upiId } });
    await simulator.call('POST', '/v1/charges', body, newId());
    await eventually(() => expect(merchant.of(body.reference).map(({ type }) => type)).toEqual(told));
  });

  it('draws any other number at the success rate, the same for the same reference', async () => {
    const all = await Promise.all(Array.from({ length: 60 }, () => charge('5555444433332222')));
    const share = all.filter(({ body }) => body.status === 'completed').length / all.length;
    expect(share).toBeGreaterThan(0.55);
    expect(share).toBeLessThan(1);
  });
});
