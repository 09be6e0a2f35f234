import { SystemClock } from '#kernel';
import { providersOptions } from './providers.config.js';
import { entriesOf } from './providers.module.js';
import { ACCOUNT, ScriptedProvider } from '../scripted-provider.fixture.js';
import { ProviderRegistry } from './provider-registry.js';

const config = {
  PROVIDER_TIMEOUT_MS: 1_000,
  PROVIDER_NOTIFY_BASE: 'http://127.0.0.1:8080/',
  SIMULATOR_ENABLED: true,
  SIMULATOR_URL: 'http://127.0.0.1:8086',
  SIMULATOR_API_KEY: 'sk_sim_0123456789abcdef0123456789abcdef',
  SIMULATOR_WEBHOOK_SECRET: 'whsec_0123456789abcdef0123456789abcdef',
  SIMULATOR_WEBHOOK_SECRET_PREVIOUS: '',
  SIMULATOR_CHECKOUT_SECRET: 'checkout_0123456789abcdef0123456789abcdef',
};
const registry = (overrides: Partial<typeof config> = {}) =>
  new ProviderRegistry(entriesOf(providersOptions({ ...config, ...overrides }), new SystemClock()));

/** A provider of live money alone, as the coming ones will be entered. */
class LiveProvider extends ScriptedProvider {
  override readonly name = 'live-bank' as never;
}
const liveOnly = () =>
  new ProviderRegistry([
    {
      provider: new LiveProvider(),
      modes: ['live'],
      platformAccount: { ...ACCOUNT, provider: 'live-bank', livemode: true },
      close: () => Promise.resolve(),
    },
  ]);

describe('The providers of a mode', () => {
  it('a provider of live money does not exist for a test key, whatever it asks for', () => {
    const providers = liveOnly();
    expect([providers.names(false), providers.find('live-bank', false)]).toEqual([[], undefined]);
    expect(providers.platformAccount('live-bank', false)).toBeUndefined();
    expect([providers.names(true), providers.platformAccount('live-bank', true)?.livemode]).toEqual([
      ['live-bank'],
      true,
    ]);
  });

  it('the simulator exists in the sandbox', async () => {
    const providers = registry();
    expect(providers.names(false)).toEqual(['simulator']);
    expect(providers.find('simulator', false)?.capabilities.takesCards).toBe(true);
    expect(providers.platformAccount('simulator', false)).toMatchObject({ id: 'platform', livemode: false });
    await providers.onApplicationShutdown();
  });

  it('the simulator never exists where live money moves', () => {
    const providers = registry();
    expect([providers.names(true), providers.find('simulator', true)]).toEqual([[], undefined]);
    expect(providers.platformAccount('simulator', true)).toBeUndefined();
  });

  it('the simulator does not exist unless it is enabled', () => {
    expect(registry({ SIMULATOR_ENABLED: false }).names(false)).toEqual([]);
  });

  it('a secret being replaced verifies beside the new one', () => {
    const { simulator } = providersOptions({ ...config, SIMULATOR_WEBHOOK_SECRET_PREVIOUS: 'the-one-before' });
    expect(simulator?.webhookSecrets).toEqual([config.SIMULATOR_WEBHOOK_SECRET, 'the-one-before']);
    expect(simulator?.notifyUrl).toBe('http://127.0.0.1:8080/paygate/api/v1/payments/webhooks/simulator/');
  });

  it.each(['SIMULATOR_API_KEY', 'SIMULATOR_WEBHOOK_SECRET', 'SIMULATOR_CHECKOUT_SECRET'])(
    'a blank %s is refused at start',
    (name) => {
      expect(() => registry({ [name]: '  ' })).toThrow('blank secret');
    },
  );
});
