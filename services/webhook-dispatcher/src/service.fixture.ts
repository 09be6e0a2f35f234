import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { EVENTS, type EventType, type ServiceName } from '#contracts';
import { newId } from '#kernel';
import { Database } from '#postgres';
import { CREDENTIAL_HEADER, createService, readConfig, ServiceCredentials } from '#service-kit';
import { eventually, testBroker, testDatabase } from '#testing';
import { RecordEvents } from './application/record-events.usecase.js';
import type { BodySource } from './application/webhook-body.js';
import { migrations } from './persistence/migrations/index.js';
import { webhookDispatcherConfig } from './webhook-dispatcher.config.js';
import { WebhookDispatcherModule } from './webhook-dispatcher.module.js';

/** Longest wait of a whole spec: machines that run all suites at once are slow. */
export const SLOW_MS = 30_000;

/** `eventually`, patient enough for a busy machine. */
export const soon = <T>(check: () => T | Promise<T>): Promise<T> => eventually(check, { timeoutMs: 15_000 });

const INTERNAL_SECRET = 'an internal secret of the specs, long enough';

export interface Reply<T = Record<string, unknown>> {
  readonly status: number;
  readonly data: T;
  readonly page?: { readonly next_cursor: string | null };
  readonly exception?: { readonly code: number; readonly meta: unknown; readonly description: string };
}

/** A merchant as the service's routes meet one. */
export interface TestMerchant {
  readonly id: string;
  call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Reply<T>>;
}

/** The whole service on a database and a broker namespace of its own, reached over HTTP. */
export class ServiceFixture {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: Database,
    readonly broker: { readonly url: string; readonly namespace: string },
    private readonly auth: TestAuth,
    private readonly closeAll: () => Promise<void>,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<ServiceFixture> {
    const [store, auth] = await Promise.all([testDatabase({ migrations }), TestAuth.start()]);
    const broker = testBroker();
    const app = await startService(store.url, broker, auth.url, environment);
    const close = async () => {
      await app.close();
      await auth.stop();
      await broker.close();
      await store.close();
    };
    return new ServiceFixture(app, store.database, broker, auth, close);
  }

  close(): Promise<void> {
    return this.closeAll();
  }

  /** Another process of the same service on the same database. */
  async startAnother(environment: Record<string, string> = {}): Promise<NestFastifyApplication> {
    const url = (this.database.dataSource.options as { url: string }).url;
    return startService(url, this.broker, this.auth.url, environment);
  }

  async merchant(livemode = false): Promise<TestMerchant> {
    const id = newId();
    const token = await this.auth.token({ role: 'merchant', mid: id, livemode });
    const headers = { authorization: `Bearer ${token}` };
    return { id, call: (method, path, body) => this.call(method, `/paygate/api/v1/${path}`, body, headers) };
  }

  async as(role: string): Promise<TestMerchant['call']> {
    const headers = { authorization: `Bearer ${await this.auth.token({ role })}` };
    return (method, path, body) => this.call(method, `/paygate/api/v1/${path}`, body, headers);
  }

  /** An internal call with the credential of `service`. */
  internal<T>(service: ServiceName, path: string, body: unknown): Promise<Reply<T>> {
    const credentials = new ServiceCredentials(service, INTERNAL_SECRET);
    const headers = { [CREDENTIAL_HEADER]: credentials.issueFor('webhook-dispatcher') };
    return this.call<T>('POST', `/internal/${path}`, body, headers);
  }

  /** Events as the consumer hands them on, in its transaction. Gives their ids. */
  async publish(merchant: TestMerchant, type: EventType, count = 1, livemode = false): Promise<string[]> {
    const events = Array.from({ length: count }, () => receivedEvent(merchant.id, type, livemode));
    await this.record(events);
    return events.map(({ id }) => id);
  }

  async record(events: readonly BodySource[]): Promise<void> {
    const database = this.app.get(Database);
    await database.transaction(() => this.app.get(RecordEvents).execute(events));
  }

  private async call<T>(method: string, path: string, body: unknown, headers: Record<string, string>) {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch((await this.app.getUrl()) + path, {
      method,
      headers: { ...headers, ...type },
      ...json,
    });
    return { status: response.status, ...((await response.json()) as Omit<Reply<T>, 'status'>) };
  }
}

export function receivedEvent(merchantId: string, type: EventType, livemode = false): BodySource {
  const data = { ...(EVENTS[type].sample as Record<string, unknown>), merchant_id: merchantId, livemode };
  return { id: newId(), type, occurredAt: new Date(), data };
}

async function startService(
  databaseUrl: string,
  broker: { url: string; namespace: string },
  authUrl: string,
  environment: Record<string, string>,
): Promise<NestFastifyApplication> {
  const config = readConfig(webhookDispatcherConfig, {
    NODE_ENV: 'test',
    PORT: '1',
    LOG_LEVEL: 'silent',
    DATABASE_URL: databaseUrl,
    RABBITMQ_URL: broker.url,
    BROKER_NAMESPACE: broker.namespace,
    AUTH_URL: authUrl,
    INTERNAL_SECRET,
    SHUTDOWN_GRACE_MS: '2000',
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    WEBHOOK_ALLOW_PRIVATE_NETWORKS: '1',
    WEBHOOK_POLL_INTERVAL_MS: '50',
    WEBHOOK_RETRY_SCHEDULE_SECONDS: '0,0.1,0.1,0.1',
    ...environment,
  });
  const app = await createService({
    name: 'webhook-dispatcher',
    config,
    module: WebhookDispatcherModule,
    migrations,
    logs: { write: () => undefined },
  });
  await app.init();
  await app.startAllMicroservices();
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app;
}

/** What the service needs of auth: a key set and access tokens. */
class TestAuth {
  private constructor(
    private readonly server: Server,
    readonly token: (claims: Record<string, unknown>) => Promise<string>,
  ) {}

  static async start(): Promise<TestAuth> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'spec', alg: 'ES256', use: 'sig' }];
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const usual = { sub: newId(), typ: 'access', livemode: false, iss: 'faregate', aud: 'faregate' };
    return new TestAuth(server, (claims) =>
      new SignJWT({ ...usual, exp: Math.floor(Date.now() / 1000) + 900, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'spec' })
        .sign(privateKey),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
