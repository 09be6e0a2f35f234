import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService } from '#service-kit';
import { type TestDatabase, testDatabase } from '#testing';
import { migrations } from './persistence/migrations/index.js';
import { type SimulatorConfig } from './provider-simulator.config.js';
import { ProviderSimulatorModule } from './provider-simulator.module.js';

export const SECRETS = {
  apiKey: 'sk_sim_0123456789abcdef0123456789abcdef',
  webhookSecret: 'whsec_sim_0123456789abcdef0123456789abcdef',
  checkoutSecret: 'checkout_0123456789abcdef0123456789abcdef',
};

/** A simulator on a free port with its own database; times are short. */
export interface RunningSimulator {
  readonly url: string;
  readonly database: TestDatabase;
  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: object,
    key?: string,
  ): Promise<{ status: number; body: T }>;
  /** Ends it and starts another one on the same books. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function runningSimulator(overrides: Partial<SimulatorConfig> = {}): Promise<RunningSimulator> {
  const database = await testDatabase({ migrations });
  let app = await start(database.url, overrides);
  const running = {
    url: urlOf(app),
    database,
    async call<T>(method: string, path: string, body?: object, key?: string) {
      const response = await fetch(running.url + path, {
        method,
        headers: {
          authorization: `Bearer ${SECRETS.apiKey}`,
          accept: 'application/json',
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(key ? { 'idempotency-key': key } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: response.status, body: (await response.json()) as T };
    },
    async restart() {
      await app.close();
      app = await start(database.url, overrides);
      running.url = urlOf(app);
    },
    async stop() {
      await app.close();
      await database.close();
    },
  };
  return running;
}

async function start(databaseUrl: string, overrides: Partial<SimulatorConfig>): Promise<NestFastifyApplication> {
  const config = { ...USUAL, DATABASE_URL: databaseUrl, ...overrides } as SimulatorConfig;
  const app = await createService({ name: 'provider-simulator', config, module: ProviderSimulatorModule, migrations });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app;
}

function urlOf(app: NestFastifyApplication): string {
  const { port } = app.getHttpServer().address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

const USUAL = {
  NODE_ENV: 'test',
  HOST: '127.0.0.1',
  PORT: 8_086,
  LOG_LEVEL: 'error',
  TRUSTED_HOPS: 0,
  INTERNAL_SECRET: 'internal-secret-of-a-specification-run',
  AUTH_URL: 'http://127.0.0.1:9',
  PUBLIC_URL: 'http://localhost:8080',
  SHUTDOWN_GRACE_MS: 2_000,
  DATABASE_POOL_SIZE: 5,
  SIMULATOR_ENABLED: true,
  SIMULATOR_API_KEY: SECRETS.apiKey,
  SIMULATOR_WEBHOOK_SECRET: SECRETS.webhookSecret,
  SIMULATOR_CHECKOUT_SECRET: SECRETS.checkoutSecret,
  SIMULATOR_PUBLIC_URL: '',
  SIMULATOR_SUCCESS_RATE: 0.8,
  SIMULATOR_SEED: 'spec',
  SIMULATOR_DELAY_MS: 0,
  SIMULATOR_HANG_MS: 500,
  SIMULATOR_PENDING_SECONDS: 1,
  SIMULATOR_LATE_SECONDS: 1,
  SIMULATOR_REFUND_SECONDS: 1,
  SIMULATOR_AUTHORIZATION_SECONDS: 600,
};
