import { makeValidator } from 'envalid';
import { bool, defineConfig, edgeEnvironment, num, secret, str } from '#service-kit';

const share = makeValidator<number>((input) => {
  const value = Number(input);
  if (input.trim() === '' || !(value >= 0 && value <= 1)) throw new Error('must be from 0 to 1');
  return value;
});

export const simulatorConfig = defineConfig({
  ...edgeEnvironment,
  DATABASE_URL: str({ desc: 'PostgreSQL of this service alone' }),
  DATABASE_POOL_SIZE: num({ default: 10 }),
  SIMULATOR_ENABLED: bool({ choices: [true], desc: 'must be 1: it never runs where live money moves' }),
  SIMULATOR_API_KEY: secret({ desc: 'the key merchants show; starts with sk_sim_ by habit' }),
  SIMULATOR_WEBHOOK_SECRET: secret({ desc: 'signs events' }),
  SIMULATOR_CHECKOUT_SECRET: secret({ desc: 'signs what browsers bring back to the merchant' }),
  SIMULATOR_PUBLIC_URL: str({
    default: '',
    desc: 'where browsers reach the payment page; the port on localhost unless told',
  }),
  SIMULATOR_SUCCESS_RATE: share({ default: 0.8, desc: 'share of drawn tries that succeed, 0 to 1' }),
  SIMULATOR_SEED: str({ default: 'faregate', desc: 'seed of the drawn outcomes' }),
  SIMULATOR_DELAY_MS: num({ default: 0, desc: 'every answer takes this much longer' }),
  SIMULATOR_HANG_MS: num({ default: 15_000, desc: 'how long an answer that never comes is held' }),
  SIMULATOR_PENDING_SECONDS: num({ default: 5, desc: 'until a pending try is authorized' }),
  SIMULATOR_LATE_SECONDS: num({ default: 630, desc: 'until a late try is authorized after all' }),
  SIMULATOR_REFUND_SECONDS: num({ default: 5, desc: 'until a refund that fails has failed' }),
  SIMULATOR_AUTHORIZATION_SECONDS: num({ default: 604_800, desc: 'life of an authorization nobody captures' }),
});

export type SimulatorConfig = typeof simulatorConfig;
