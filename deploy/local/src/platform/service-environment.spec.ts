import { SERVICES } from '#contracts';
import { type PlatformSettings, serviceEnvironment } from './service-environment.js';
import { SERVICE_SPECS, type ServiceName } from './services.js';

const settings: PlatformSettings = {
  nodeEnv: 'development',
  rabbitmqUrl: 'amqp://broker',
  namespace: '',
  publicUrl: 'http://localhost:8080',
  internalSecret: 'internal',
  secrets: {
    LINK_SECRET: 'link',
    ENCRYPTION_KEYS: 'k1:key',
    SIMULATOR_API_KEY: 'api',
    SIMULATOR_WEBHOOK_SECRET: 'hook',
    SIMULATOR_CHECKOUT_SECRET: 'checkout',
  },
  ports: Object.fromEntries(SERVICE_SPECS.map(({ name }, index) => [name, 9000 + index])) as Record<
    ServiceName,
    number
  >,
  databases: { payment: 'postgres://payment', auth: 'postgres://auth' },
  defaults: { SIMULATOR_ENABLED: '1', MAIL_DIR: '/mail' },
  environment: { HOLD_TTL_SECONDS: '60', RAZORPAY_KEY_SECRET: 'live', LINK_SECRET: 'mine', SIMULATOR_ENABLED: ' ' },
};
const environmentOf = (name: ServiceName) => {
  const spec = SERVICE_SPECS.find((one) => one.name === name);
  if (!spec) throw new Error(name);
  return serviceEnvironment(spec, settings);
};

describe('the environment of a service', () => {
  it('is in the table for every service there is', () => {
    expect(SERVICE_SPECS.map(({ name }) => name).sort()).toEqual([...SERVICES].sort());
  });

  it('gives a service its own database and nobody else’s', () => {
    expect(environmentOf('payment')['DATABASE_URL']).toBe('postgres://payment');
    expect(environmentOf('api-gateway')).not.toHaveProperty('DATABASE_URL');
  });

  it('gives a service the addresses of those it calls', () => {
    expect(environmentOf('payment')).toMatchObject({
      BOOKING_URL: 'http://127.0.0.1:9001',
      SIMULATOR_URL: 'http://127.0.0.1:9005',
      PROVIDER_NOTIFY_BASE: 'http://127.0.0.1:9006',
    });
  });

  it('shows provider credentials and secrets only to the services that use them', () => {
    expect(environmentOf('payment')['RAZORPAY_KEY_SECRET']).toBe('live');
    for (const name of SERVICES.filter((one) => one !== 'payment')) {
      expect(environmentOf(name)).not.toHaveProperty('RAZORPAY_KEY_SECRET');
    }
    expect(environmentOf('analytics')).not.toHaveProperty('LINK_SECRET');
  });

  it('takes what the person has set before its own defaults, but never a blank', () => {
    expect(environmentOf('booking')['HOLD_TTL_SECONDS']).toBe('60');
    expect(environmentOf('payment')['SIMULATOR_ENABLED']).toBe('1');
  });

  it('listens on loopback only', () => {
    for (const name of SERVICES) expect(environmentOf(name)['HOST']).toBe('127.0.0.1');
  });
});
