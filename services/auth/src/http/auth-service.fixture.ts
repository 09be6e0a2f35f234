import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createService, readConfig, ServiceCredentials } from '#service-kit';
import { type TestDatabase, testDatabase } from '#testing';
import { authConfig } from '../auth.config.js';
import { AuthModule } from '../auth.module.js';
import { migrations } from '../persistence/migrations/index.js';

export interface Reply {
  readonly status: number;
  readonly body: {
    readonly success: boolean;
    readonly message?: string;
    readonly data: Record<string, unknown> & unknown[];
    readonly page?: { readonly next_cursor: string | null };
    readonly exception?: { readonly code: number; readonly description: string; readonly meta: unknown };
  };
  /** The refresh token's cookie, as a browser would send it back. */
  readonly cookie: string | undefined;
  readonly headers: Headers;
}

export interface Call {
  readonly body?: unknown;
  readonly access?: string | undefined;
  readonly cookie?: string | undefined;
  readonly headers?: Record<string, string>;
}

/** Auth as it runs, on its own database and with its broker away; the dispatcher is a server that plays its part. */
export interface RunningAuth {
  readonly db: TestDatabase;
  readonly endpoints: { requests: Record<string, unknown>[]; answer: { status: number; body: unknown } };
  call(method: string, path: string, call?: Call): Promise<Reply>;
  /** With the credential of the gateway. */
  internal(method: string, path: string, body?: unknown): Promise<Reply>;
  replica(): Promise<void>;
  close(): Promise<void>;
}

export const ADMIN = { email: 'root@example.com', password: 'first-admin-passphrase' };
const SECRET = randomBytes(24).toString('hex');
/** Accounts are made all the same; the events wait in the outbox, where the specs read them. */
const NO_BROKER = 'amqp://127.0.0.1:1';

export async function startAuth(environment: Record<string, string> = {}): Promise<RunningAuth> {
  const db = await testDatabase({ migrations });
  const dispatcher = await playDispatcher();
  const port = await freePort();
  const keys = `k1:${randomBytes(32).toString('base64')}`;
  const start = (at: number) => serve({ db, dispatcherUrl: dispatcher.url, keys, port: at, environment });
  const apps = [await start(port)];
  const origin = `http://127.0.0.1:${port}`;
  const credential = () => new ServiceCredentials('api-gateway', SECRET).issueFor('auth');
  return {
    db,
    endpoints: dispatcher.state,
    call: (method, path, call) => send(method, `${origin}/paygate/api/v1/${path}`, call),
    internal: (method, path, body) =>
      send(method, `${origin}/${path}`, { body, headers: { 'x-internal-credential': credential() } }),
    replica: async () => void apps.push(await start(await freePort())),
    close: async () => {
      await Promise.all(apps.map((app) => app.close()));
      await dispatcher.close();
      await db.close();
    },
  };
}

interface Parts {
  readonly db: TestDatabase;
  readonly dispatcherUrl: string;
  readonly keys: string;
  readonly port: number;
  readonly environment: Record<string, string>;
}

async function serve({ db, dispatcherUrl, keys, port, environment }: Parts) {
  const config = readConfig(authConfig, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: String(port),
    AUTH_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: db.url,
    RABBITMQ_URL: NO_BROKER,
    INTERNAL_SECRET: SECRET,
    ENCRYPTION_KEYS: keys,
    WEBHOOK_DISPATCHER_URL: dispatcherUrl,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ...environment,
  });
  const app = await createService({ name: 'auth', config, module: AuthModule, migrations });
  await app.init();
  await app.listen({ port, host: '127.0.0.1' });
  return app;
}

async function send(method: string, url: string, { body, access, cookie, headers = {} }: Call = {}): Promise<Reply> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(access === undefined ? {} : { authorization: `Bearer ${access}` }),
      ...(cookie === undefined ? {} : { cookie }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const [set = ''] = response.headers.getSetCookie();
  const answer = (await response.json()) as Reply['body'];
  return { status: response.status, body: answer, cookie: set.split(';')[0] || undefined, headers: response.headers };
}

async function playDispatcher() {
  const state: RunningAuth['endpoints'] = { requests: [], answer: { status: 201, body: {} } };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      state.requests.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
      response.writeHead(state.answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(state.answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { state, url, close: () => new Promise((resolve) => server.close(resolve)) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
