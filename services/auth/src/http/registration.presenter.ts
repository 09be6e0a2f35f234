import type { RegisteredMerchant } from '../application/registration/register-merchant.usecase.js';
import type { Account } from '../domain/account.js';
import type { RegisteredMerchantView, RegisteredView } from './registration.dto.js';

export function presentRegistered({ email, name, role }: Account, access: string): RegisteredView {
  return { access, email, name, role };
}

export function presentMerchant(registered: RegisteredMerchant): RegisteredMerchantView {
  const { account, session, apiKey, webhookSecret } = registered;
  return {
    ...presentRegistered(account, session.access),
    api_key: apiKey,
    ...(webhookSecret === undefined ? {} : { webhook_secret: webhookSecret }),
  };
}
