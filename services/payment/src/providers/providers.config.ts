import { bool, num, secret, str, url } from '#service-kit';
import type { ProvidersOptions } from './providers.module.js';

type Environment = Readonly<Record<string, unknown>>;
const withSimulator = (environment: Environment) => environment['SIMULATOR_ENABLED'] === true;
/** Needed as soon as the sandbox provider is on; a blank one refuses to boot. */
const simulatorSecret = (desc: string) => secret({ desc, default: undefined, requiredWhen: withSimulator });

/** What the providers need of payment's environment; `paymentConfig` spreads it in. */
export const providersEnvironment = {
  PROVIDER_TIMEOUT_MS: num({ default: 10_000, desc: 'longest wait for a provider; later its answer is unknown' }),
  PROVIDER_NOTIFY_BASE: url({
    default: 'http://127.0.0.1:8080',
    desc: 'where providers reach our gateway for their events',
  }),
  SIMULATOR_ENABLED: bool({ default: false, desc: 'the sandbox provider exists; never set it where live money moves' }),
  SIMULATOR_URL: url({ default: 'http://127.0.0.1:8086', desc: 'internal base URL of the simulator' }),
  SIMULATOR_API_KEY: simulatorSecret('key of the platform account at the simulator'),
  SIMULATOR_WEBHOOK_SECRET: simulatorSecret('signs the events of the simulator'),
  SIMULATOR_WEBHOOK_SECRET_PREVIOUS: str({ default: '', desc: 'the event secret before, while a rotation lasts' }),
  SIMULATOR_CHECKOUT_SECRET: simulatorSecret('signs what browsers come back with from the simulator'),
};

interface ProvidersConfig {
  readonly PROVIDER_TIMEOUT_MS: number;
  readonly PROVIDER_NOTIFY_BASE: string;
  readonly SIMULATOR_ENABLED: boolean;
  readonly SIMULATOR_URL: string;
  readonly SIMULATOR_API_KEY: string | undefined;
  readonly SIMULATOR_WEBHOOK_SECRET: string | undefined;
  readonly SIMULATOR_WEBHOOK_SECRET_PREVIOUS: string;
  readonly SIMULATOR_CHECKOUT_SECRET: string | undefined;
}

/** The providers this environment configures. */
export function providersOptions(config: ProvidersConfig): ProvidersOptions {
  if (!config.SIMULATOR_ENABLED) return {};
  const base = config.PROVIDER_NOTIFY_BASE.replace(/\/+$/, '');
  const previous = config.SIMULATOR_WEBHOOK_SECRET_PREVIOUS;
  return {
    simulator: {
      url: config.SIMULATOR_URL,
      apiKey: config.SIMULATOR_API_KEY ?? '',
      webhookSecrets: [config.SIMULATOR_WEBHOOK_SECRET ?? '', ...(previous ? [previous] : [])],
      checkoutSecret: config.SIMULATOR_CHECKOUT_SECRET ?? '',
      notifyUrl: `${base}/paygate/api/v1/payments/webhooks/simulator/`,
      timeoutMs: config.PROVIDER_TIMEOUT_MS,
    },
  };
}
