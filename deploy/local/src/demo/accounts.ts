import { ERROR } from '#kernel';
import { identityOfDatabase } from '../platform/databases.js';
import { ApiError } from './api-error.js';
import type { DemoApi } from './demo-api.js';
import type { DemoNeeds } from './demo-needs.js';

export const DEMO_MERCHANT = 'merchant@faregate.local';
export const DEMO_CUSTOMER = 'customer@faregate.local';

/** Accounts are made once for each auth database; the merchant's API key is kept, because it is shown only once. */
export async function ensureAccounts(api: DemoApi, { secrets, authDatabase }: DemoNeeds): Promise<{ apiKey: string }> {
  const database = await identityOfDatabase(authDatabase);
  const password = secrets.password('demoPassword');
  const kept = secrets.get('demoApiKey');
  if (kept !== undefined && secrets.get('demoDatabase') === database) return { apiKey: kept };
  const apiKey = await merchantKey(api, password);
  await customer(api, password);
  secrets.set('demoApiKey', apiKey);
  secrets.set('demoDatabase', database);
  return { apiKey };
}

/** Registers the merchant; one that a start before us registered without getting to keep the key gets another key. */
async function merchantKey(api: DemoApi, password: string): Promise<string> {
  const who = { email: DEMO_MERCHANT, name: 'Konkan & Friends', password };
  try {
    return (await api.post<{ api_key: string }>('auth/register/', who)).api_key;
  } catch (error) {
    if (!isTaken(error)) throw error;
    const { access } = await api.post<{ access: string }>('auth/token/', { email: DEMO_MERCHANT, password });
    return (await api.as({ access }).post<{ api_key: string }>('auth/api-keys/', {})).api_key;
  }
}

async function customer(api: DemoApi, password: string): Promise<void> {
  try {
    await api.post('auth/register-customer/', { email: DEMO_CUSTOMER, name: 'Asha Rao', password });
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
}

const isTaken = (error: unknown): boolean => error instanceof ApiError && error.code === ERROR.alreadyRegistered;
