import { DEMO_CUSTOMER, DEMO_MERCHANT, ensureAccounts } from './accounts.js';
import { CATALOGUE, type DemoListing } from './catalogue.js';
import { DemoApi } from './demo-api.js';
import type { DemoNeeds } from './demo-needs.js';

/** What the person at the keyboard needs to try things. */
export interface Demo {
  merchant: string;
  customer: string;
  admin: string;
  password: string;
  adminPassword: string;
  apiKey: string;
}

interface Listing {
  id: string;
  title: string;
}

/** Makes the demo accounts, listings and slots that are missing, through the public API. Safe to run at every start. */
export async function seedDemo(needs: DemoNeeds): Promise<Demo> {
  const api = new DemoApi(needs.gatewayUrl);
  const { apiKey } = await ensureAccounts(api, needs);
  const merchant = api.as({ apiKey });
  const known = await api.all<Listing>('listings/');
  for (const entry of CATALOGUE) await ensureListing(merchant, known, entry);
  return {
    merchant: DEMO_MERCHANT,
    customer: DEMO_CUSTOMER,
    admin: needs.admin.email,
    password: needs.secrets.password('demoPassword'),
    adminPassword: needs.admin.password,
    apiKey,
  };
}

async function ensureListing(merchant: DemoApi, known: readonly Listing[], entry: DemoListing): Promise<void> {
  const listing =
    known.find(({ title }) => title === entry.listing.title) ??
    (await merchant.post<Listing>('listings/', entry.listing));
  const slots = await merchant.all<{ starts_at: string }>(`listings/${listing.id}/slots/`);
  const starts = new Set(slots.map((slot) => new Date(slot.starts_at).getTime()));
  const missing = entry.slots(new Date()).filter((slot) => !starts.has(new Date(slot.starts_at).getTime()));
  for (const slot of missing) await merchant.post(`listings/${listing.id}/slots/`, slot);
}
