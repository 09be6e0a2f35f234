import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { newId } from '#kernel';
import { createService, CREDENTIAL_HEADER, readConfig, ServiceCredentials } from '#service-kit';
import { testBroker, testDatabase } from '#testing';
import { paymentConfig } from './payment.config.js';
import { PaymentModule } from './payment.module.js';
import { migrations } from './persistence/migrations/index.js';

const INTERNAL_SECRET = 'an internal secret of the specs, long enough';
export const EVENT_SECRET = 'a webhook secret of the specs, long enough';
export const LINK_SECRET = 'a link secret of the specs that is long enough';

interface Claims {
  readonly role: 'merchant' | 'customer' | 'admin';
  readonly mid?: string;
  readonly livemode?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** The answer's data, or its exception. */
  readonly data: Record<string, unknown>;
  readonly page: { next_cursor: string | null } | undefined;
}

type Reply = (request: IncomingMessage, body: string) => object;

/** The whole service with HTTP, broker and jobs, beside a simulator and a booking that answer as the spec says. */
export class PaymentService {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly key: CryptoKey,
    readonly url: string,
    private readonly closers: (() => Promise<unknown>)[],
  ) {}

  static async start(replies: { readonly simulator: Reply; readonly booking: Reply }): Promise<PaymentService> {
    const [database, broker] = [await testDatabase({ migrations, poolSize: 1 }), testBroker()];
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const key = { ...(await exportJWK(publicKey)), kid: 'spec', alg: 'ES256', use: 'sig' };
    const [keys, simulator, booking] = await Promise.all([
      serve(() => ({ keys: [key] })),
      serve(replies.simulator),
      serve(replies.booking),
    ]);
    const config = readConfig(paymentConfig, {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      PORT: '1',
      INTERNAL_SECRET,
      LINK_SECRET,
      AUTH_URL: urlOf(keys),
      BOOKING_URL: urlOf(booking),
      DATABASE_URL: database.url,
      RABBITMQ_URL: broker.url,
      BROKER_NAMESPACE: broker.namespace,
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
      SIMULATOR_ENABLED: '1',
      SIMULATOR_URL: urlOf(simulator),
      SIMULATOR_API_KEY: 'an api key of the specs that is long enough',
      SIMULATOR_WEBHOOK_SECRET: EVENT_SECRET,
      SIMULATOR_CHECKOUT_SECRET: 'a checkout secret of the specs, long enough',
    });
    const app = await createService({ name: 'payment', config, module: PaymentModule, migrations });
    await app.init();
    await app.startAllMicroservices();
    await app.listen({ port: 0, host: '127.0.0.1' });
    const closeServers = () => Promise.all([keys, simulator, booking].map((server) => stop(server)));
    const closers = [closeServers, () => database.close(), () => broker.close()];
    return new PaymentService(app, privateKey, await app.getUrl(), closers);
  }

  async close(): Promise<void> {
    await Promise.all(this.app.getMicroservices().map((consumer) => consumer.close()));
    await this.app.close();
    for (const close of this.closers) await close();
  }

  /** A caller's way in: `as(claims)('POST', 'orders', body)`. */
  async as(claims: Claims, sub = newId()) {
    const usual = { sub, typ: 'access', livemode: false, email: 'asha@example.org', name: 'Asha', ...claims };
    const jwt = new SignJWT(usual).setProtectedHeader({ alg: 'ES256', kid: 'spec' }).setExpirationTime('15 min');
    const token = await jwt.setIssuer('faregate').setAudience('faregate').sign(this.key);
    return (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
      this.call(method, `/paygate/api/v1/${path}`, body === undefined ? undefined : JSON.stringify(body), {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      });
  }

  /** As booking calls internal routes. */
  internal(path: string, body: unknown): Promise<Answer> {
    const credential = new ServiceCredentials('booking', INTERNAL_SECRET).issueFor('payment');
    const headers = { [CREDENTIAL_HEADER]: credential, 'content-type': 'application/json' };
    return this.call('POST', `/internal/${path}`, JSON.stringify(body), headers);
  }

  /** The simulator's signed notice of a try, as it would send it. */
  event(payload: object, secret = EVENT_SECRET): Promise<Answer> {
    const body = JSON.stringify(payload);
    const t = Math.floor(Date.now() / 1_000);
    const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex');
    const headers = { 'content-type': 'application/json', 'simulator-signature': `t=${t},v1=${v1}` };
    return this.call('POST', '/paygate/api/v1/payments/webhooks/simulator/', body, headers);
  }

  async call(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
    const sent = { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) } as const;
    const response = await fetch(this.url + path, sent);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    const answer = isJson
      ? (JSON.parse(text) as { data?: Answer['data']; exception?: Answer['data']; page?: Answer['page'] })
      : {};
    const data = answer.data ?? answer.exception ?? {};
    return { status: response.status, text, headers: response.headers, data, page: answer.page };
  }
}

async function serve(reply: Reply): Promise<Server> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(reply(request, body)));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function stop(server: Server): Promise<unknown> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
