import type { PaymentProvider } from '../providers/payment-provider.js';

/** The provider port as the use cases see it; the adapters live in `providers/` and are bound in the module. */
export {
  PAYMENT_METHODS,
  type PaymentMethod,
  type PaymentProvider,
  PaymentProviders,
  type ProviderAccount,
  type ProviderAnswer,
  type Session,
  type SessionRequest,
} from '../providers/payment-provider.js';

/** One thing a provider says is so, in our words. */
export type ProviderFact = ReturnType<PaymentProvider['parseEvent']>[number];
