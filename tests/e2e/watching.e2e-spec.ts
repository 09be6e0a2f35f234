import { eventually } from '#testing';
import { expectStatus, registerMerchant } from '../support/actors.js';
import type { HttpClient } from '../support/http-client.js';
import { platform } from '../support/platform.js';

describe('what admins and newcomers see', () => {
  let admin: HttpClient;
  beforeAll(async () => {
    const login = expectStatus(await platform().gateway.post<{ access: string }>('auth/token/', platform().admin), 200);
    admin = platform().gateway.as({ bearer: login.data.access });
  });

  it('an admin sees the totals of the platform and of one merchant', async () => {
    const merchant = await registerMerchant(platform().gateway);
    expectStatus(await merchant.key.post('orders/', { amount: '1.00' }), 201);
    const me = expectStatus(await merchant.token.get<{ merchant_id: string }>('auth/me/'), 200);
    await eventually(async () => {
      const one = await admin.get(`admin/stats/?merchant_id=${me.data.merchant_id}`);
      expect(one.data).toMatchObject({ total_orders: 1, total_successful_payments: 0 });
      const all = await admin.get('admin/stats/');
      expect(all.data).toMatchObject({ total_merchants: expect.any(Number), total_admins: 1 });
    });
    const refused = await merchant.token.get('admin/stats/');
    expect([refused.status, refused.exception?.code]).toEqual([403, 1020]);
  });

  it('an admin sees every service ready, queues attached and no dead letter', async () => {
    const { data } = expectStatus(await admin.get('admin/system/'), 200);
    const services = data['services'] as { name: string; ready: boolean }[];
    expect(services.map(({ name }) => name).sort()).toEqual(
      expect.arrayContaining(['analytics', 'auth', 'booking', 'payment', 'webhook-dispatcher']),
    );
    expect(services.filter(({ ready }) => !ready)).toEqual([]);
    const letters = expectStatus(await admin.get<unknown[]>('admin/dead-letters/?open=true'), 200);
    expect(letters.data).toEqual([]);
  });

  it('the interface describes itself: one document of all services, and a page to browse it', async () => {
    const document = await platform().gateway.get('openapi.json');
    const { openapi, paths } = JSON.parse(document.text) as { openapi: string; paths: Record<string, unknown> };
    expect(openapi).toMatch(/^3\./);
    const known = Object.keys(paths).map((path) => path.replace(/\/$/, ''));
    for (const path of [
      'auth/register',
      'orders',
      'payments',
      'payments/process-cart',
      'refunds',
      'listings',
      'bookings',
    ])
      expect(known).toContain(`/paygate/api/v1/${path}`);
    for (const path of ['webhooks/endpoints', 'merchants/stats', 'admin/stats'])
      expect(known).toContain(`/paygate/api/v1/${path}`);
    const page = await platform().gateway.get('/paygate/api/v1/docs/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('<html');
  });

  it('internal routes can not be reached from outside', async () => {
    for (const path of ['/internal/holds', '/paygate/api/v1/internal/holds', '/internal/dead-letters', '/metrics'])
      expect((await platform().gateway.get(path)).status).toBe(404);
  });
});
