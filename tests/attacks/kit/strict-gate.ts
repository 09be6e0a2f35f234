import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { request } from 'undici';
import { eventually, type TestDatabase, testDatabase } from '#testing';
import { HttpClient } from '../../support/http-client.js';
import { platform } from '../../support/platform.js';

const root = resolve(import.meta.dirname, '../../..');

/** Auth and gateways with the limits that people get, on a database of their own, beside the shared platform. */
export interface StrictGate {
  /** Two replicas before the same auth; each believes one hop of x-forwarded-for. */
  readonly gateways: readonly [HttpClient, HttpClient];
  /** A third that no load balancer stands before: it believes no header. */
  readonly bare: HttpClient;
  readonly authUrl: string;
  readonly database: TestDatabase;
  stopAuth(): Promise<void>;
  close(): Promise<void>;
}

type Service = 'auth' | 'api-gateway';

export async function openStrictGate(): Promise<StrictGate> {
  const database = await testDatabase({ migrations: [] });
  const environment = {
    DATABASE_URL: database.url,
    AUTH_RATE_LIMIT_PER_MINUTE: '5',
    API_RATE_LIMIT_PER_SECOND: '20',
    ADMIN_EMAIL: '',
    ADMIN_PASSWORD: '',
    BROKER_NAMESPACE: 'strict.',
  };
  await migrateAuth(environment);
  const auth = await serve('auth', { ...environment, TRUSTED_HOPS: '1' });
  const at = { ...environment, AUTH_URL: auth.url };
  const gates = await Promise.all(['1', '1', '0'].map((hops) => serve('api-gateway', { ...at, TRUSTED_HOPS: hops })));
  const [first, second, bare] = gates.map(({ url }) => HttpClient.at(url)) as [HttpClient, HttpClient, HttpClient];
  return {
    gateways: [first, second],
    bare,
    authUrl: auth.url,
    database,
    stopAuth: auth.stop,
    close: async () => {
      await Promise.all([first.close(), second.close(), bare.close()]);
      await Promise.all([auth, ...gates].map(({ stop }) => stop()));
      await database.close();
    },
  };
}

export function migrateAuth(environment: Readonly<Record<string, string>>): Promise<void> {
  const child = start('auth', environment, ['migrate']);
  return new Promise((done, fail) => {
    child.on('exit', (code) => (code === 0 ? done() : fail(new Error('auth could not be migrated'))));
  });
}

/** Another process of a service with the platform's own settings but these. */
export async function serve(service: Service, environment: Readonly<Record<string, string>>) {
  const port = await freePort();
  const own = service === 'auth' ? { AUTH_URL: `http://127.0.0.1:${port}` } : {};
  const child = start(service, { ...environment, ...own, PORT: String(port) });
  const ended = new Promise<void>((done) => child.on('exit', () => done()));
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => expect((await request(`${url}/readyz`)).statusCode).toBe(200), { timeoutMs: 30_000 });
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { url, stop };
}

function start(service: Service, environment: Readonly<Record<string, string>>, args: string[] = []): ChildProcess {
  const program = resolve(root, `dist/services/${service}/src/main.js`);
  const all = { ...platform().environments[service], ...environment };
  const env = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  return spawn(process.execPath, [program, ...args], { cwd: root, env, stdio: 'ignore' });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
