import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { newId } from '#kernel';
import { createService, CREDENTIAL_HEADER, readConfig, ServiceCredentials } from '#service-kit';
import { testBroker, testDatabase } from '#testing';
import { bookingConfig } from './booking.config.js';
import { BookingModule } from './booking.module.js';
import { migrations } from './persistence/migrations/index.js';

const INTERNAL_SECRET = 'an internal secret of the specs, long enough';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly type: string;
  /** The answer's data, or its exception. */
  readonly data: Record<string, unknown>;
  readonly page: { next_cursor: string | null } | undefined;
}

interface Envelope extends Pick<Answer, 'data' | 'page'> {
  readonly exception: Answer['data'];
}

interface Claims {
  readonly role: 'merchant' | 'customer' | 'admin';
  readonly mid?: string;
  readonly livemode?: boolean;
}

/** The whole service with HTTP, broker and jobs; tokens are signed by a key set of the spec. */
export class BookingService {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly key: CryptoKey,
    private readonly url: string,
    readonly broker: ReturnType<typeof testBroker>,
    readonly mailDir: string,
    private readonly closers: (() => Promise<unknown>)[],
  ) {}

  static async start(): Promise<BookingService> {
    const [database, broker, mailDir] = [
      await testDatabase({ migrations, poolSize: 1 }),
      testBroker(),
      await mkdtemp(join(tmpdir(), 'booking-mails-')),
    ];
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const keys = await keyServer({ ...(await exportJWK(publicKey)), kid: 'spec', alg: 'ES256', use: 'sig' });
    const config = readConfig(bookingConfig, {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      PORT: '1',
      INTERNAL_SECRET,
      AUTH_URL: urlOf(keys),
      DATABASE_URL: database.url,
      RABBITMQ_URL: broker.url,
      BROKER_NAMESPACE: broker.namespace,
      PAYMENT_URL: 'http://127.0.0.1:9',
      MAIL_DIR: mailDir,
      LINK_SECRET: 'a secret of at least thirty-two characters',
    });
    const app = await createService({ name: 'booking', config, module: BookingModule, migrations });
    await app.init();
    await app.startAllMicroservices();
    await app.listen({ port: 0, host: '127.0.0.1' });
    const closeKeys = () => new Promise((resolve) => keys.close(resolve));
    return new BookingService(app, privateKey, await app.getUrl(), broker, mailDir, [
      closeKeys, () => database.close(), () => broker.close(), () => rm(mailDir, { recursive: true, force: true }),
    ]);
  }

  async close(): Promise<void> {
    await Promise.all(this.app.getMicroservices().map((consumer) => consumer.close()));
    await this.app.close();
    for (const close of this.closers) await close();
  }

  /** A caller's way in: `as(token)('POST', 'carts', body)`. */
  async as(claims?: Claims) {
    const sub = newId();
    const usual = { sub, typ: 'access', livemode: false, email: 'asha@example.org', name: 'Asha', ...claims };
    const jwt = new SignJWT(usual).setProtectedHeader({ alg: 'ES256', kid: 'spec' }).setExpirationTime('15 min');
    const token = claims && (await jwt.setIssuer('faregate').setAudience('faregate').sign(this.key));
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const call = (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
      this.call(method, `/paygate/api/v1/${path}`, body, { ...headers, ...more });
    return Object.assign(call, { userId: sub });
  }

  /** As payment calls internal routes. */
  internal(method: string, path: string, body?: unknown): Promise<Answer> {
    const credential = new ServiceCredentials('payment', INTERNAL_SECRET).issueFor('booking');
    return this.call(method, `/internal/${path}`, body, { [CREDENTIAL_HEADER]: credential });
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = { method, headers: { ...json, ...headers }, body: body === undefined ? null : JSON.stringify(body) };
    const response = await fetch(this.url + path, sent);
    const [text, type] = [await response.text(), response.headers.get('content-type') ?? ''];
    const answer = type.includes('json') ? (JSON.parse(text) as Partial<Envelope>) : {};
    return { status: response.status, text, type, data: answer.data ?? answer.exception ?? {}, page: answer.page };
  }
}

async function keyServer(key: object): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
