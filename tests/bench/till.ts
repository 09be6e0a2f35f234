import { randomUUID } from 'node:crypto';
import { expectStatus } from '../support/actors.js';
import type { HttpClient } from '../support/http-client.js';

export const PASSWORD = 'correct horse battery staple';

/** A merchant with one order to look at, and what it shows at the door. */
export interface Till {
  readonly access: string;
  readonly apiKey: string;
  /** Of the order, an ordinary read. */
  readonly path: string;
}

export async function openTill(api: HttpClient): Promise<Till> {
  const body = { email: `till-${randomUUID()}@example.com`, name: 'RailBay', password: PASSWORD };
  const { data } = expectStatus(await api.post<{ access: string; api_key: string }>('auth/register/', body), 201);
  const merchant = api.as({ apiKey: data.api_key });
  const order = expectStatus(await merchant.post<{ order_id: string }>('orders/', { amount: '100.00' }), 201);
  const path = `/paygate/api/v1/orders/${order.data.order_id}`;
  return { access: data.access, apiKey: data.api_key, path };
}
