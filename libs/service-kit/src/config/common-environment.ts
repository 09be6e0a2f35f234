import { num, port, secret, secretOrNone, str, url } from './environment.config.js';

/** Variables of every process that serves HTTP. */
export const edgeEnvironment = {
  NODE_ENV: str({ choices: ['development', 'production', 'test'], default: 'development' }),
  HOST: str({ default: '127.0.0.1', desc: 'address the service listens on' }),
  PORT: port({ desc: 'port the service listens on' }),
  LOG_LEVEL: str({ choices: ['trace', 'debug', 'info', 'warn', 'error', 'silent'], default: 'info' }),
  TRUSTED_HOPS: num({ default: 1, desc: 'proxies in front whose x-forwarded-for entry is believed' }),
  INTERNAL_SECRET: secret({ desc: 'signs the credentials services show each other' }),
  INTERNAL_SECRET_ALSO: secretOrNone({ desc: 'accepted beside it, while it is changed replica by replica' }),
  AUTH_URL: url({ testDefault: 'http://127.0.0.1:9', desc: 'internal base URL of auth, for its key set' }),
  PUBLIC_URL: url({ default: 'http://localhost:8080', desc: 'where people reach the gateway' }),
  SHUTDOWN_GRACE_MS: num({ default: 20_000, desc: 'longest time to finish what runs' }),
  SHUTDOWN_LINGER_MS: num({
    default: 0,
    desc: 'before that, time for callers to leave kept connections; above the 10 s our clients keep idle ones',
  }),
};

/** Variables of every service that keeps data and speaks to the others through the broker. */
export const commonEnvironment = {
  ...edgeEnvironment,
  DATABASE_URL: str({ desc: 'PostgreSQL of this service alone' }),
  DATABASE_POOL_SIZE: num({ default: 10 }),
  RABBITMQ_URL: str({ desc: 'AMQP URL of the broker' }),
  BROKER_NAMESPACE: str({ default: '', desc: 'prefix of exchanges and queues' }),
};

export interface EdgeConfig {
  readonly NODE_ENV: string;
  readonly HOST: string;
  readonly PORT: number;
  readonly LOG_LEVEL: string;
  readonly TRUSTED_HOPS: number;
  readonly INTERNAL_SECRET: string;
  readonly INTERNAL_SECRET_ALSO?: string;
  readonly AUTH_URL: string;
  readonly PUBLIC_URL: string;
  readonly SHUTDOWN_GRACE_MS: number;
  readonly SHUTDOWN_LINGER_MS?: number;
  readonly DATABASE_URL?: string;
  readonly ENCRYPTION_KEYS?: string;
  /** Where set, metrics are served on this port alone (0: nowhere): for a service whose port the public reaches. */
  readonly METRICS_PORT?: number;
}
