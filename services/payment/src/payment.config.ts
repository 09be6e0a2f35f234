import { commonEnvironment, defineConfig, encryptionKeys, secret, secretOrNone, str, url } from '#service-kit';
import { makeValidator } from 'envalid';
import { providersEnvironment } from './providers/providers.config.js';

/** Waits in seconds, comma separated, each above zero. */
const waits = makeValidator((input: string) => {
  const seconds = input.split(',').map(Number);
  if (seconds.some((one) => !(one > 0))) throw new Error('must be numbers of seconds above zero, comma separated');
  return seconds;
});

export const paymentConfig = defineConfig({
  ...commonEnvironment,
  ...providersEnvironment,
  BOOKING_URL: url({ default: 'http://127.0.0.1:8082', desc: 'internal base URL of booking' }),
  ANALYTICS_URL: url({ default: 'http://127.0.0.1:8085', desc: 'internal base URL of analytics' }),
  LINK_SECRET: secret({ desc: 'signs the links of the pay and result pages' }),
  LINK_SECRET_ALSO: secretOrNone({ desc: 'accepted beside it, while links it signed are in use' }),
  ENCRYPTION_KEYS: encryptionKeys({ desc: 'keys that seal provider secrets of merchants, the current one first' }),
  SUPPORT_CONTACT: str({ default: '', desc: 'address or page named on the result page' }),
  PAYMENT_POLL_SCHEDULE_SECONDS: waits({
    default: [60, 300, 900, 3_600, 86_400],
    desc: 'waits before a provider is asked again about what is unknown; the last one for ever after',
  }),
  PAYMENT_ASK_AGAIN_SECONDS: waits({ default: [60, 600], desc: 'waits before booking is asked again: first, later' }),
});

export type PaymentConfig = typeof paymentConfig;
