import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { EVENTS, type EventType, eventsConsumedBy } from '#contracts';
import { newId } from '#kernel';
import type { ReceivedEvent } from '#messaging';
import { createService, readConfig, ServiceCredentials } from '#service-kit';
import { type TestDatabase, testDatabase } from '#testing';
import { analyticsConfig } from '../analytics.config.js';
import { AnalyticsModule } from '../analytics.module.js';
import { EventsConsumer } from '../messaging/events.consumer.js';
import { migrations } from '../persistence/migrations/index.js';

const SECRET = randomBytes(24).toString('hex');
const merchantId = newId();

let db: TestDatabase;
let app: NestFastifyApplication;
let keySet: Server;
let key: CryptoKey;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  key = privateKey;
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] });
  keySet = createServer((_request, response) => response.end(jwks));
  await new Promise<void>((resolve) => keySet.listen(0, '127.0.0.1', resolve));
  db = await testDatabase({ migrations });
  const config = readConfig(analyticsConfig, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '1',
    AUTH_URL: `http://127.0.0.1:${(keySet.address() as AddressInfo).port}`,
    DATABASE_URL: db.url,
    RABBITMQ_URL: 'amqp://127.0.0.1:1',
    INTERNAL_SECRET: SECRET,
  });
  app = await createService({ name: 'analytics', config, module: AnalyticsModule, migrations });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await hear('merchant.registered', 1, { merchant_id: merchantId, name: 'RailBay' });
  await hear('order.created', 1, { merchant_id: merchantId });
  await hear('payment.authorized', 2, { merchant_id: merchantId });
  await hear('payment.captured', 3, { merchant_id: merchantId });
  await hear('refund.processed', 4, { merchant_id: merchantId, amount_minor: 9_900 });
});

afterAll(async () => {
  await app.close();
  await db.close();
  await new Promise((resolve) => keySet.close(resolve));
});

function eventOf(type: EventType, aggregateVersion: number, data: object): ReceivedEvent {
  const body = { ...(EVENTS[type].sample as object), ...data } as ReceivedEvent['data'];
  const occurredAt = new Date('2026-11-20T10:00:00Z');
  const common = { id: newId(), aggregateId: newId(), aggregateVersion, occurredAt, duplicate: false, attempt: 1 };
  return { ...common, type, data: body } as ReceivedEvent;
}

const hear = (type: EventType, version: number, data: object = {}) =>
  db.database.transaction(() => app.get(EventsConsumer).handle([eventOf(type, version, data)]));

async function get(path: string, claims: Record<string, unknown>) {
  const token = await new SignJWT({ typ: 'access', livemode: false, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuer('faregate')
    .setAudience('faregate')
    .setSubject(newId())
    .setExpirationTime('1m')
    .sign(key);
  return inject('GET', `/paygate/api/v1/${path}`, { authorization: `Bearer ${token}` });
}

async function inject(method: 'GET' | 'POST', url: string, headers: Record<string, string>) {
  const response = await app.inject({ method, url, headers });
  const body: { data: Record<string, unknown> & Record<string, unknown>[]; exception?: { code: number } } =
    response.json();
  return { status: response.statusCode, data: body.data, code: body.exception?.code };
}

const merchant = { role: 'merchant', mid: merchantId };
const admin = { role: 'admin' };

describe('a merchant', () => {
  it('reads its own statistics: counts, and amounts gross, refunded and net', async () => {
    const { status, data } = await get('merchants/stats/', merchant);
    expect(status).toBe(200);
    expect(data).toMatchObject({
      total_orders: 1,
      successful_payments: 1,
      successful_refunds: 1,
      canceled_payments: 0,
    });
    expect(data['amounts']).toEqual([
      {
        currency: 'INR',
        gross: '999.00',
        gross_minor: 99_900,
        refunded: '99.00',
        refunded_minor: 9_900,
        net: '900.00',
        net_minor: 90_000,
      },
    ]);
  });

  it('has none in the other mode, and none of another merchant', async () => {
    expect((await get('merchants/stats', { ...merchant, livemode: true })).data).toMatchObject({
      total_orders: 0,
      amounts: [],
    });
    expect((await get('merchants/stats', { ...merchant, mid: newId() })).data).toMatchObject({ total_orders: 0 });
    expect((await get(`merchants/stats?merchant_id=${merchantId}`, { ...merchant, mid: newId() })).code).toBe(1019);
  });

  it('is no admin', async () => {
    for (const path of ['admin/stats', 'admin/stats/timeseries?metric=orders', 'admin/merchants']) {
      expect(await get(path, merchant)).toMatchObject({ status: 403, code: 1020 });
    }
    expect(await get('merchants/stats', { role: 'customer' })).toMatchObject({ status: 403, code: 1006 });
  });

  it('reads a series over time', async () => {
    const query = 'metric=gross&interval=day&from=2026-11-19&to=2026-11-21&tz=Asia%2FKolkata';
    const { data } = await get(`merchants/stats/timeseries/?${query}`, merchant);
    expect(data).toMatchObject({
      metric: 'gross',
      interval: 'day',
      tz: 'Asia/Kolkata',
    });
    expect(data['points']).toContainEqual({
      at: '2026-11-19T18:30:00.000Z',
      amounts: [{ currency: 'INR', amount: '999.00', amount_minor: 99_900 }],
    });
  });

  it.each([
    '',
    'metric=profit',
    'metric=orders&metric=gross',
    'metric=orders&interval=week',
    'metric=orders&tz=x',
    'metric=orders&a=1',
  ])('is told (1019) that "%s" makes no series', async (query) =>
    expect(await get(`merchants/stats/timeseries?${query}`, merchant)).toMatchObject({ status: 422, code: 1019 }),
  );
});

describe('an admin', () => {
  it('reads the statistics of the platform and of one merchant', async () => {
    await hear('admin.registered', 1);
    const { data } = await get('admin/stats/', admin);
    expect(data).toMatchObject({
      total_merchants: 1,
      total_admins: 1,
      total_orders: 1,
      total_successful_payments: 1,
      total_successful_refunds: 1,
      total_canceled_payments: 0,
    });
    const one = await get(`admin/stats/?merchant_id=${merchantId}`, admin);
    expect(one.data).toMatchObject({ total_orders: 1, merchant: { id: merchantId, name: 'RailBay' } });
  });

  it('is told when there is no such merchant, or no such id', async () => {
    expect(await get(`admin/stats?merchant_id=${newId()}`, admin)).toMatchObject({ status: 404, code: 1005 });
    expect(await get('admin/stats?merchant_id=123', admin)).toMatchObject({ status: 422, code: 1019 });
  });

  it('lists merchants with what they sold', async () => {
    const { data } = await get('admin/merchants/?limit=1', admin);
    expect(data).toEqual([
      expect.objectContaining({ id: merchantId, name: 'RailBay', total_orders: 1, success_rate: 1, disabled: false }),
    ]);
  });
});

describe('another service', () => {
  const from = (service: 'payment' | 'api-gateway') => ({
    'x-internal-credential': new ServiceCredentials(service, SECRET).issueFor('analytics'),
  });

  it('asks for the timeline of a payment, if it is the payment service', async () => {
    const { payment_id: paymentId } = EVENTS['payment.captured'].sample as { payment_id: string };
    const { data } = await inject('GET', `/internal/timeline/${paymentId}`, from('payment'));
    const { events } = data as unknown as { events: { type: string }[] };
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['order.created', 'payment.captured']));
    expect((await inject('GET', `/internal/timeline/${paymentId}`, from('api-gateway'))).status).toBe(403);
    expect((await inject('GET', `/internal/timeline/${paymentId}`, {})).status).toBe(401);
  });

  it('has the sums compared with a recount, and counted anew', async () => {
    expect((await inject('GET', '/internal/recount', from('api-gateway'))).data).toEqual({
      equal: true,
      differences: [],
    });
    await db.database.execute('update metric_total set value = value + 1');
    expect((await inject('GET', '/internal/recount', from('api-gateway'))).data).toMatchObject({ equal: false });
    await inject('POST', '/internal/rebuild', from('api-gateway'));
    expect((await inject('GET', '/internal/recount', from('api-gateway'))).data).toMatchObject({ equal: true });
  });
});

describe('every event that names this service', () => {
  it.each(eventsConsumedBy('analytics').map(({ type }) => type))('%s is written down', async (type) => {
    await hear(type, 9);
    const rows = await db.database.query<{ data: object }>('select data from event_log where type = $1', [type]);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('https://');
  });
});
