import { jest } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EVENTS, type EventType, type ServiceName } from '#contracts';
import { newId } from '#kernel';
import { MessagingModule, messagingMigrations, type NewEvent, Outbox } from '#messaging';
import { Database, PostgresModule } from '#postgres';
import { createService, edgeEnvironment, readConfig, defineConfig, type Migration } from '#service-kit';
import { type TestDatabase, testDatabase } from '#testing';
import { Receiver } from '../receiver.fixture.js';
import { ServiceFixture, type TestMerchant, SLOW_MS, soon } from '../service.fixture.js';

/** Another service's outbox and relay, on a database of its own. */
class Producer {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly store: TestDatabase,
  ) {}

  static async start(service: ServiceName, { url, namespace }: { url: string; namespace: string }): Promise<Producer> {
    const store = await testDatabase({ migrations: messagingMigrations });
    const imports = [
      PostgresModule.forRoot({ url: store.url, applicationName: service }),
      MessagingModule.forRoot({ service, rabbitmqUrl: url, namespace }),
    ];
    @Module({ imports })
    class ProducerModule {}
    const environment = { NODE_ENV: 'test', PORT: '1', LOG_LEVEL: 'silent', INTERNAL_SECRET: 'x'.repeat(40) };
    const config = readConfig(defineConfig(edgeEnvironment), environment);
    const migrations = messagingMigrations as Migration[];
    const app = await createService({ name: service, config, module: ProducerModule, migrations });
    await app.init();
    return new Producer(app, store);
  }

  async tell(events: readonly NewEvent[]): Promise<void> {
    await this.app.get(Database).transaction(() => this.app.get(Outbox).append(events));
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.store.close();
  }
}

function about(merchantId: string, type: EventType, version: number, data: object = {}): NewEvent {
  const sample = { ...(EVENTS[type].sample as object), merchant_id: merchantId, livemode: false, ...data };
  const aggregateId = type.startsWith('merchant.') ? merchantId : newId();
  return { type, aggregateId, aggregateVersion: version, data: sample } as NewEvent;
}

jest.setTimeout(SLOW_MS);

describe('events from the broker', () => {
  let service: ServiceFixture;
  let auth: Producer;
  let payment: Producer;
  let sink: Receiver;
  let merchant: TestMerchant;

  beforeAll(async () => {
    [service, sink] = await Promise.all([ServiceFixture.start(), Receiver.start()]);
    [auth, payment] = await Promise.all([
      Producer.start('auth', service.broker),
      Producer.start('payment', service.broker),
    ]);
  });
  afterAll(async () => {
    await Promise.all([auth.close(), payment.close()]);
    await service.close();
    await sink.stop();
  });
  beforeEach(async () => {
    merchant = await service.merchant();
  });

  const urls = async () => {
    const { data } = await merchant.call<{ url: string }[]>('GET', 'webhooks/endpoints/');
    return data.map(({ url }) => url);
  };

  it('reach the endpoint of a merchant that registered with a webhook URL', async () => {
    await auth.tell([about(merchant.id, 'merchant.registered', 1, { webhook_url: sink.url })]);
    await soon(async () => expect(await urls()).toEqual([sink.url]));
    const before = sink.received.length;
    await payment.tell([about(merchant.id, 'payment.authorized', 1), about(merchant.id, 'payment.captured', 2)]);
    await soon(() => expect(sink.received.length).toBe(before + 2));
    const types = sink.received.slice(before).map(({ body }) => (JSON.parse(body) as { event: string }).event);
    expect(types.sort()).toEqual(['payment.authorized', 'payment.captured']);
  });

  it('move the profile endpoint with its URL, and leave what the merchant made by hand', async () => {
    const manual = `${sink.url}/manual`;
    await merchant.call('POST', 'webhooks/endpoints/', { url: manual });
    await auth.tell([about(merchant.id, 'merchant.registered', 1, { webhook_url: `${sink.url}/a` })]);
    await soon(async () => expect(await urls()).toEqual([`${sink.url}/a`, manual]));
    await auth.tell([
      about(merchant.id, 'merchant.updated', 3, { webhook_url: `${sink.url}/c` }),
      about(merchant.id, 'merchant.updated', 2, { webhook_url: `${sink.url}/b` }),
    ]);
    await soon(async () => expect(await urls()).toEqual([`${sink.url}/c`, manual]));
    await auth.tell([about(merchant.id, 'merchant.updated', 4, { webhook_url: manual })]);
    await soon(async () => expect(await urls()).toEqual([manual]));
    await auth.tell([about(merchant.id, 'merchant.updated', 5, { webhook_url: `${sink.url}/d` })]);
    await soon(async () => expect(await urls()).toEqual([`${sink.url}/d`]));
    await merchant.call('POST', 'webhooks/endpoints/', { url: manual });
    await auth.tell([about(merchant.id, 'merchant.updated', 6, { webhook_url: null })]);
    await soon(async () => expect(await urls()).toEqual([manual]));
  });

  it('wait while the merchant is disabled and go out when it is restored', async () => {
    await merchant.call('POST', 'webhooks/endpoints/', { url: sink.url });
    const paused = () => service.database.query(`select paused from endpoint where merchant_id = '${merchant.id}'`);
    await auth.tell([about(merchant.id, 'merchant.disabled', 5, { disabled: true })]);
    await soon(async () => expect(await paused()).toEqual([{ paused: true }]));
    const [id] = await service.publish(merchant, 'payment.captured');
    await auth.tell([about(merchant.id, 'merchant.disabled', 4, { disabled: false })]);
    const { data } = await merchant.call<{ status: string }[]>('GET', 'webhooks/deliveries/');
    expect(data).toMatchObject([{ status: 'pending' }]);
    expect(sink.ids()).not.toContain(id);
    await auth.tell([about(merchant.id, 'merchant.disabled', 6, { disabled: false })]);
    await soon(() => expect(sink.ids()).toContain(id));
  });
});
