import { randomUUID } from 'node:crypto';
import { newId } from '#kernel';
import { eventually } from '#testing';
import { expectStatus, fillCart, offerSlot, payAtProvider, payCart } from '../support/actors.js';
import type { Answer, HttpClient } from '../support/http-client.js';
import { platform } from '../support/platform.js';
import { admin, newKey, newPerson, type Person } from './kit/people.js';
import { ask, claimsOf } from './kit/tokens.js';

interface Entry {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly actor: { readonly id: string; readonly email: string | null; readonly role: string } | null;
  readonly target: { readonly type: string; readonly id: string } | null;
  readonly merchant_id: string | null;
  readonly ip: string | null;
  readonly request_id: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

const CARD = { card_number: '4242424242424242', expiry: '12/40', cvv: '123' };

describe('the audit log takes what is done by hand at every service', () => {
  let owner: Person;
  let root: Person;
  let key: { id: string; key: string };
  let byKey: HttpClient;
  let merchantId: string;
  beforeAll(async () => {
    [owner, root] = [await newPerson('merchant'), await admin()];
    key = await newKey(owner);
    byKey = platform().gateway.as({ apiKey: key.key });
    merchantId = String(claimsOf(owner.access)['mid']);
  }, 60_000);

  /** The newest entries of an action about one thing, once there are any. */
  const told = (action: string, targetId: string): Promise<Entry[]> =>
    eventually(async () => {
      const path = `admin/audit-log/?action=${action}&target_id=${encodeURIComponent(targetId)}`;
      const { data } = expectStatus(await root.api.get<Entry[]>(path), 200);
      return data.length > 0 && data;
    });

  const paidOrder = async (capture: 'automatic' | 'manual' = 'automatic') => {
    const order = expectStatus(await byKey.post<{ order_id: string }>('orders/', { amount: '100.00', capture }), 201);
    const body = { order_id: order.data.order_id, card_details: CARD };
    const { payment_id: id } = expectStatus(await byKey.post<{ payment_id: string }>('payments/', body), 201).data;
    const wanted = capture === 'manual' ? 'authorized' : 'captured';
    await eventually(async () => expect((await byKey.get(`payments/${id}/`)).data).toMatchObject({ status: wanted }));
    return id;
  };

  it('a refund by an API key: who, what, when, from where, by which key, in which request', async () => {
    const payment = await paidOrder();
    const requestId = `audit-${randomUUID()}`;
    const refund = { payment_id: payment, amount: '1.00', reason: 'a text that somebody typed' };
    const made = await byKey.post<{ refund_id: string }>('refunds/', refund, { 'x-request-id': requestId });
    const [entry, ...others] = await told('refund_requested', expectStatus(made, 201).data.refund_id);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      actor: { id: owner.id, email: owner.email, role: 'merchant' },
      target: { type: 'refund', id: made.data.refund_id },
      merchant_id: merchantId,
      ip: '127.0.0.1',
      request_id: requestId,
      detail: { payment_id: payment, amount_minor: 100, currency: 'INR', api_key_id: key.id },
    });
    expect(Math.abs(Date.now() - Date.parse(entry?.at ?? ''))).toBeLessThan(60_000);
    expect(JSON.stringify(entry)).not.toContain('typed');
  });

  it('the same refund asked twice with one idempotency key is one act', async () => {
    const payment = await paidOrder();
    const headers = { 'idempotency-key': randomUUID() };
    const body = { payment_id: payment, amount: '2.00' };
    const refund = expectStatus(await byKey.post<{ refund_id: string }>('refunds/', body, headers), 201);
    expectStatus(await byKey.post('refunds/', body, headers), 201);
    expect(await told('refund_requested', refund.data.refund_id)).toHaveLength(1);
  });

  it("a refund by an admin is the merchant's to see too, without the admin's address", async () => {
    const payment = await paidOrder();
    const made = await root.api.post<{ refund_id: string }>('refunds/', { payment_id: payment, amount: '1.00' });
    const [entry] = await told('refund_requested', expectStatus(made, 201).data.refund_id);
    expect(entry).toMatchObject({
      actor: { id: root.id, email: root.email },
      ip: '127.0.0.1',
      merchant_id: merchantId,
    });
    const { data } = await owner.api.get<Entry[]>(`auth/audit-log/?target_id=${made.data.refund_id}`);
    expect(data).toMatchObject([{ actor: { id: root.id, email: null, role: 'admin' }, ip: null }]);
  });

  it('captures, voids and cancelled orders', async () => {
    const [captured, voided] = [await paidOrder('manual'), await paidOrder('manual')];
    expectStatus(await owner.api.post(`payments/${captured}/capture/`, { amount: '60.00' }), 200);
    expectStatus(await owner.api.post(`payments/${voided}/void/`, {}), 200);
    const order = expectStatus(await owner.api.post<{ order_id: string }>('orders/', { amount: '3.00' }), 201).data;
    expectStatus(await owner.api.post(`orders/${order.order_id}/cancel/`), 200);
    expectStatus(await owner.api.post(`orders/${order.order_id}/cancel/`), 200);
    const detail = { amount_minor: 6_000, currency: 'INR' };
    expect(await told('capture_requested', captured)).toMatchObject([{ actor: { id: owner.id }, detail }]);
    expect(await told('void_requested', voided)).toMatchObject([{ detail: { amount_minor: 10_000 } }]);
    expect(await told('order_cancelled', order.order_id)).toMatchObject([{ detail: { was: 'created' } }]);
  });

  it('prices as they were and became, and a booking that its customer cancels; a purchase itself leaves none', async () => {
    const merchant = { token: owner.api, key: byKey, apiKey: key.key, webhookSecret: undefined };
    const { slotId, listingId } = await offerSlot(merchant, 10, '999.00');
    const cheaper = { tiers: [{ name: 'GA', price: '499.00', currency: 'INR' }], capacity: 9 };
    expectStatus(await owner.api.patch(`slots/${slotId}/`, cheaper), 200);
    expectStatus(await owner.api.patch(`listings/${listingId}/`, { title: 'Day train to Goa' }), 200);
    expect(await told('listing_created', listingId)).toHaveLength(1);
    expect(await told('listing_changed', listingId)).toMatchObject([{ detail: { texts: ['title'] } }]);
    const [changed] = await told('slot_changed', slotId);
    const tiers = [{ tier_id: expect.any(String), price_minor: [99_900, 49_900], currency: 'INR' }];
    expect(changed?.detail).toEqual({ listing_id: listingId, capacity: [10, 9], tiers });

    const customer = await newPerson();
    const bookId = await buy(customer, slotId);
    expect(await actsOf(customer.id)).toEqual([]);
    expectStatus(await customer.api.post(`bookings/${bookId}/cancel/`, {}), 200);
    const [entry] = await told('booking_cancelled', bookId);
    const seen = { actor: { id: customer.id, email: customer.email, role: 'customer' }, merchant_id: merchantId };
    expect(entry).toMatchObject({ ...seen, detail: { by: 'customer', refund_amount_minor: 49_900, currency: 'INR' } });
    const { data } = await owner.api.get<Entry[]>(`auth/audit-log/?target_type=booking&target_id=${bookId}`);
    expect(data).toMatchObject([{ actor: { id: customer.id, email: null }, ip: null }]);
  }, 60_000);

  it('an endpoint from its making to its end, by its host alone', async () => {
    const url = `http://127.0.0.1:59999/hooks/token-${randomUUID()}`;
    const made = await owner.api.post<{ id: string; secret: string }>('webhooks/endpoints/', { url });
    const { id, secret } = expectStatus(made, 201).data;
    const till = { description: 'till', url };
    for (const _ of ['changed', 'the same again'])
      expectStatus(await owner.api.patch(`webhooks/endpoints/${id}/`, till), 200);
    const rotated = await owner.api.post<{ secret: string }>(`webhooks/endpoints/${id}/rotate-secret/`);
    expectStatus(await owner.api.post(`webhooks/endpoints/${id}/enable/`), 200);
    expectStatus(await owner.api.delete(`webhooks/endpoints/${id}/`), 200);
    await told('endpoint_deleted', id);
    const { data, text } = await owner.api.get<Entry[]>(`auth/audit-log/?target_id=${id}`);
    expect(data.map(({ action }) => action)).toEqual([
      'endpoint_deleted',
      'endpoint_enabled',
      'endpoint_secret_rotated',
      'endpoint_changed',
      'endpoint_created',
    ]);
    expect(data.every(({ detail }) => detail?.['host'] === '127.0.0.1:59999')).toBe(true);
    for (const hidden of [secret, rotated.data.secret, 'token-']) expect(text).not.toContain(hidden);
  });

  it('the replay of a dead letter, before it is done; an act that was a dead letter itself gets there by it', async () => {
    const [letter, event] = [newId(), newId()];
    await ask('auth', DEAD_LETTER, [letter, queueOfAuth(), event, deadAct(event, merchantId, owner.id)]);
    const path = `admin/dead-letters/auth:${letter}/replay/`;
    expectStatus(await root.api.post(path), 200);
    expect(await told('dead_letter_replay_requested', `auth:${letter}`)).toMatchObject([
      { actor: { id: root.id, role: 'admin' }, target: { type: 'dead_letter' }, merchant_id: null },
    ]);
    expect(await told('refund_requested', event)).toMatchObject([{ id: event, actor: { id: owner.id } }]);
  });

  it('and nobody else reads it: another merchant, a customer, a filter that names the merchant', async () => {
    const other = await newPerson('merchant');
    for (const query of ['', `?actor_id=${owner.id}`, '?action=refund_requested'])
      expect((await other.api.get<Entry[]>(`auth/audit-log/${query}`)).text).not.toContain(owner.id);
    expect((await other.api.get(`auth/audit-log/?merchant_id=${merchantId}`)).status).toBe(422);
    expect((await (await newPerson()).api.get('auth/audit-log/')).status).toBe(403);
    expect((await other.api.get('admin/audit-log/')).status).toBe(403);
  });

  it('is read in pages and by merchant, actor, action, target, request and span of time', async () => {
    const all = await pages(root.api, `admin/audit-log/?merchant_id=${merchantId}&limit=3`);
    expect(all.length).toBeGreaterThan(8);
    expect(all.every((entry) => entry.merchant_id === merchantId)).toBe(true);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    expect(await pages(owner.api, 'auth/audit-log/?limit=4')).toHaveLength(all.length);
    const { at } = all[4] as Entry;
    const later = await pages(root.api, `admin/audit-log/?merchant_id=${merchantId}&from=${at}`);
    const earlier = await pages(root.api, `admin/audit-log/?merchant_id=${merchantId}&to=${at}`);
    expect([...later, ...earlier].map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(later.every((entry) => entry.at >= at) && earlier.every((entry) => entry.at < at)).toBe(true);
    const one = all.find(({ action }) => action === 'order_cancelled') as Entry;
    for (const query of [`request_id=${one.request_id}`, `target_type=order&target_id=${one.target?.id}`])
      expect((await root.api.get<Entry[]>(`admin/audit-log/?${query}`)).data).toEqual([one]);
    expect((await root.api.get('admin/audit-log/?from=yesterday')).status).toBe(422);
  });

  it('seals them all into its chain', async () => {
    const rows = await ask<{ id: string }>('auth', 'select id from audit_log where merchant_id = $1', [merchantId]);
    await eventually(
      async () => {
        const sealed = await ask('auth', 'select from audit_seal where entry_id = any($1)', [rows.map(({ id }) => id)]);
        expect(sealed).toHaveLength(rows.length);
      },
      { timeoutMs: 20_000, everyMs: 250 },
    );
  }, 30_000);
});

const DEAD_LETTER = `insert into dead_letter (id, queue, event_id, type, source, reason, detail, attempts, body)
  values ($1, $2, $3, 'payment.act_recorded', 'payment', 'spec', '', 1, $4)`;

const queueOfAuth = () => `${platform().environments.auth['BROKER_NAMESPACE'] ?? ''}auth.on-payment.v1`;

function deadAct(id: string, merchantId: string, actorId: string): string {
  const what = { action: 'refund_requested', target_type: 'refund', target_id: id, detail: null };
  const who = { actor_id: actorId, credential_id: null, merchant_id: merchantId, ip: null, request_id: null };
  const envelope = { specversion: '1.0', id, source: 'payment', type: 'payment.act_recorded', subject: id };
  const time = new Date().toISOString();
  return JSON.stringify({ ...envelope, time, dataversion: 1, aggregateversion: 1, data: { ...who, ...what } });
}

async function buy(customer: Person, slotId: string): Promise<string> {
  const { payment_id: id, payment_url: url } = await payCart(customer.api, await fillCart(customer.api, slotId));
  await payAtProvider(url, { method: 'upi', upi_id: 'success@upi' });
  return eventually(async () => {
    const { data } = await customer.api.get<{ booking: { book_id: string } | null }>(`payments/${id}/check-booking/`);
    return data.booking?.book_id ?? false;
  });
}

/** What the services said of an actor, in their own outboxes. */
async function actsOf(actorId: string): Promise<unknown[]> {
  const text = `select type from outbox where type like '%.act_recorded' and payload like '%' || $1 || '%'`;
  const services = ['payment', 'booking', 'webhook-dispatcher'];
  return (await Promise.all(services.map((service) => ask(service, text, [actorId])))).flat();
}

async function pages(api: HttpClient, path: string): Promise<Entry[]> {
  const all: Entry[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer: Answer<Entry[]> = await api.get(`${path}${cursor && `&cursor=${cursor}`}`);
    const { data, page } = expectStatus(answer, 200);
    all.push(...data);
    cursor = page?.next_cursor ?? null;
  }
  return all;
}
