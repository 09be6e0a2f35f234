import { eventually } from '#testing';
import { Books, type BookUrls } from '../../deploy/local/src/verify/books.js';
import { verify } from '../../deploy/local/src/verify/promises.js';
import { type Merchant, offerSlot, registerCustomer, registerMerchant } from '../support/actors.js';
import { HttpClient } from '../support/http-client.js';
import { Journeys } from '../support/journeys.js';
import { type OwnPlatform, startOwnPlatform } from '../support/own-platform.js';
import { seeded } from '../support/random.js';
import { WebhookSink } from '../support/webhook-sink.js';

const JOURNEYS = 220;
const CLIENTS = 12;
/** The faults follow one another at about this distance: long enough for the killed part to be back. */
const BETWEEN_FAULTS_MS = 2_000;
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

const ENVIRONMENT = {
  AUTH_RATE_LIMIT_PER_MINUTE: '100000',
  API_RATE_LIMIT_PER_SECOND: '100000',
  PAYMENT_POLL_SCHEDULE_SECONDS: '1,2,3,5,5,5,5,5,5',
  PAYMENT_ASK_AGAIN_SECONDS: '5',
  WEBHOOK_RETRY_SCHEDULE_SECONDS: '0,1,1,2,2,5,5,5,5,5',
  SIMULATOR_SEED: String(SEED),
};

describe('killed under load', () => {
  let own: OwnPlatform;
  let api: HttpClient;
  let sink: WebhookSink;
  let merchant: Merchant;

  beforeAll(async () => {
    own = await startOwnPlatform(ENVIRONMENT, { quiet: true });
    api = HttpClient.at(own.platform.gatewayUrl);
    sink = await WebhookSink.start();
    merchant = await registerMerchant(api, sink.url);
    sink.secret = merchant.webhookSecret;
  }, 180_000);

  afterAll(async () => {
    await api?.close();
    await sink?.stop();
    await own?.stop();
  }, 60_000);

  const faults: readonly [string, () => unknown][] = [
    ['kill payment', () => own.platform.kill9('payment')],
    ['kill booking', () => own.platform.kill9('booking')],
    ['kill the broker', () => own.killBroker()],
    ['kill the provider', () => own.platform.kill9('provider-simulator')],
    ['kill a PostgreSQL backend', () => own.killBackend()],
    ['kill webhook-dispatcher', () => own.platform.kill9('webhook-dispatcher')],
    ['kill payment again', () => own.platform.kill9('payment')],
    ['kill analytics', () => own.platform.kill9('analytics')],
    ['kill booking again', () => own.platform.kill9('booking')],
    ['kill the gateway', () => own.platform.kill9('api-gateway')],
    ['kill auth', () => own.platform.kill9('auth')],
  ];

  const promises = async () => {
    const urls: BookUrls = {
      auth: own.platform.databaseUrl('auth'),
      payment: own.platform.databaseUrl('payment'),
      booking: own.platform.databaseUrl('booking'),
      'webhook-dispatcher': own.platform.databaseUrl('webhook-dispatcher'),
      analytics: own.platform.databaseUrl('analytics'),
      'provider-simulator': own.platform.databaseUrl('provider-simulator'),
    };
    const books = await Books.open(urls);
    return verify(books).finally(() => books.close());
  };

  it('some hundred paid bookings lose nothing and double nothing, whatever is killed (P1–P8)', async () => {
    const slots = [await offerSlot(merchant, 200), await offerSlot(merchant, 40)];
    const customers = await Promise.all(Array.from({ length: CLIENTS }, () => registerCustomer(api)));
    const journeys = new Journeys(customers, slots, seeded(SEED));
    const load = journeys.run(JOURNEYS);
    const random = seeded(SEED + 1);
    const said = [`seed ${SEED}`];
    for (const [name, strike] of [...faults].sort(() => random() - 0.5)) {
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_FAULTS_MS));
      said.push(name);
      await strike();
    }
    await load;
    await eventually(async () => expect([said, await promises()]).toEqual([said, []]), {
      timeoutMs: 120_000,
      everyMs: 1_000,
    });
    expect(journeys.paid.size).toBeGreaterThan(100);
    const known = new Set((await journeys.allPayments()).map(({ payment_id }) => payment_id));
    expect([...journeys.acknowledged].filter((id) => !known.has(id))).toEqual([]);
    const twice = Map.groupBy(sink.received, ({ id }) => id);
    expect(sink.received.every(({ verified }) => verified)).toBe(true);
    expect(twice.size).toBeGreaterThan(journeys.paid.size);
  }, 400_000);
});
