import { commonEnvironment } from './common-environment.js';
import { ConfigError, defineConfig, encryptionKeys, num, readConfig, secret, url } from './environment.config.js';

const config = defineConfig({
  ...commonEnvironment,
  BOOKING_URL: url(),
  LINK_SECRET: secret(),
  ENCRYPTION_KEYS: encryptionKeys(),
});
const good = {
  PORT: '3000',
  DATABASE_URL: 'postgres://localhost/payment',
  RABBITMQ_URL: 'amqp://localhost',
  INTERNAL_SECRET: 'i'.repeat(32),
  AUTH_URL: 'http://localhost:3002',
  LINK_SECRET: 'l'.repeat(32),
  BOOKING_URL: 'http://localhost:3001',
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
};

function faultsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(config, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
  }
  return [];
}

describe('the environment', () => {
  it('is read with defaults and types', () => {
    expect(readConfig(config, good)).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', DATABASE_POOL_SIZE: 10 });
  });

  it('tells all its faults at once', () => {
    const faults = faultsOf({ ...good, PORT: 'abc', DATABASE_URL: undefined, BOOKING_URL: 'nowhere' });
    expect(faults.map((fault) => fault.split(/[: ]/)[0]).sort()).toEqual(['BOOKING_URL', 'DATABASE_URL', 'PORT']);
  });

  it.each(['', ' '.repeat(40), 'short'])('refuses the secret %p', (value) => {
    expect(faultsOf({ ...good, LINK_SECRET: value })).toHaveLength(1);
  });

  it('does not repeat a wrong value, which may be a secret in the wrong place', () => {
    expect(faultsOf({ ...good, PORT: 'hunter2' }).join()).not.toContain('hunter2');
    expect(faultsOf({ ...good, ENCRYPTION_KEYS: 'hunter2' })).toHaveLength(1);
  });

  it('is read at the first use, not at import', () => {
    const lazy = defineConfig({ NO_SUCH_VARIABLE: num() });
    expect(() => lazy.NO_SUCH_VARIABLE).toThrow(ConfigError);
  });
});
