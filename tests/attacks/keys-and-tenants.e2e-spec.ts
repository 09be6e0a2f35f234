import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { eventually } from '#testing';
import { expectStatus, fillCart, offerSlot, registerMerchant } from '../support/actors.js';
import type { Answer } from '../support/http-client.js';
import { platform } from '../support/platform.js';
import { all, attack, each, said } from './kit/attack.js';
import { admin, newKey, newPerson, type Person, signIn } from './kit/people.js';
import { openShop, pathsOf, purchasePathsOf, type Shop } from './kit/shop.js';
import { ask } from './kit/tokens.js';

const withKey = (apiKey: string) => platform().gateway.as({ apiKey });
const within5s = (check: () => Promise<void>) => eventually(check, { timeoutMs: 5_000, everyMs: 200 });

describe('API keys and tenants', () => {
  let shop: Shop;
  let other: Person;
  beforeAll(async () => {
    [shop, other] = [await openShop(), await newPerson('merchant')];
  }, 60_000);

  attack('A33 a key in the address', '400 1024, and no log holds it', async () => {
    const { key } = await newKey(other);
    const answers = [
      await platform().gateway.get(`orders/?api_key=${key}`),
      await platform().gateway.get(`orders/?x=1&key=${key}`),
      await platform().gateway.get(`orders/?access_token=${other.access}`),
    ];
    const logs = readdirSync(platform().logFolder).map((file) =>
      readFileSync(join(platform().logFolder, file), 'utf8'),
    );
    const held = logs.some((log) => log.includes(key) || log.includes(other.access));
    return `${all(answers)}, and ${held ? 'a' : 'no'} log holds it`;
  });

  attack('A34 keys that differ from a good one by little', '401 1002', async () => {
    const { key } = await newKey(other);
    const near = [
      key.slice(0, -1),
      `${key}x`,
      key.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
      key.toUpperCase(),
      key.replace('fg_test_', 'fg_live_'),
      key.slice(0, 12),
      `${key.slice(0, 12)}${'0'.repeat(45)}`,
      ` ${key.slice(1)}`,
    ];
    const outcomes: [string, Answer<unknown>][] = [];
    for (const [i, one] of near.entries()) outcomes.push([`variant ${i}`, await withKey(one).get('orders/')]);
    return each('401 1002', outcomes);
  });

  attack(
    'A35 a key that was rotated, within and after its overlap, and one that was revoked',
    '200, 401 1002, 401 1002 within 5 s',
    async () => {
      const rolled = await newKey(other);
      const revoked = await newKey(other);
      expect(said(await withKey(revoked.key).get('orders/'))).toBe('200');
      expectStatus(await other.api.post(`auth/api-keys/${rolled.id}/rotate/`, { overlap_hours: 1 }), 201);
      const during = said(await withKey(rolled.key).get('orders/'));
      await ask('auth', "update api_key set expires_at = now() - interval '1 s' where id = $1", [rolled.id]);
      await other.api.delete(`auth/api-keys/${revoked.id}/`);
      let after: string[] = [];
      await within5s(async () => {
        after = [said(await withKey(rolled.key).get('orders/')), said(await withKey(revoked.key).get('orders/'))];
        expect(after.every((one) => one.startsWith('401'))).toBe(true);
      });
      return `${[during, ...after].join(', ')} within 5 s`;
    },
  );

  attack('A36 asking for a key again', 'prefix and last four only', async () => {
    const { key } = await newKey(other);
    const { text } = await other.api.get('auth/api-keys/');
    const shown = text.includes(key.slice(13, -4)) || text.includes('hash');
    return text.includes(key.slice(0, 12)) && text.includes(key.slice(-4)) && !shown
      ? 'prefix and last four only'
      : text;
  });

  attack('A37 a restricted key refunds, pays, makes keys and changes the profile', '403 1006', async () => {
    const { key } = await newKey(shop.owner, { scopes: ['orders', 'read'] });
    expect((await withKey(key).post('orders/', { amount: '1.00' })).status).toBe(201);
    expect((await withKey(key).get('refunds/')).status).toBe(200);
    return all([
      await withKey(key).post('refunds/', { payment_id: shop.ids.payment }),
      await withKey(key).post('payments/', { order_id: shop.ids.order, method: 'upi', provider: 'simulator' }),
      await withKey(key).post('auth/api-keys/', {}),
      await withKey(key).get('auth/api-keys/'),
      await withKey(key).patch('auth/me/', { name: 'Mallory' }),
    ]);
  });

  attack('A37 a key that could make itself a stronger one', '422 1004', async () =>
    all([
      await other.api.post('auth/api-keys/', { scopes: ['keys'] }),
      await other.api.post('auth/api-keys/', { scopes: ['team', 'read'] }),
      await other.api.post('auth/api-keys/', { scopes: ['everything'] }),
    ]),
  );

  attack('A37 a key from an address that is not on its list', '403 1006', async () => {
    const { key } = await newKey(other, { allowed_ips: ['203.0.113.0/24', '2001:db8::/32'] });
    const here = await newKey(other, { allowed_ips: ['127.0.0.1'] });
    expect((await withKey(here.key).get('orders/')).status).toBe(200);
    return said(await withKey(key).get('orders/'));
  });

  attack(
    'A38 another merchant on every route that names a thing of the first',
    '404',
    async () => {
      const outcomes: [string, string][] = [];
      for (const { method, path, body } of await pathsOf(shop)) {
        const answer = await send(other, method, path, body);
        outcomes.push([`${method} ${path}`, String(answer.status)]);
      }
      return each('404', outcomes);
    },
    60_000,
  );

  attack(
    'A38 another customer on every route that names a thing of the first',
    '404, and the first is served',
    async () => {
      const stranger = await newPerson();
      const routes = await purchasePathsOf(shop);
      if (routes.length < 12) return `only ${routes.length} routes`;
      const outcomes: [string, string][] = [];
      for (const { method, path, body } of routes)
        outcomes.push([`${method} ${path}`, String((await send(stranger, method, path, body)).status)]);
      const own = [];
      for (const { path } of routes.filter(({ method, path: at }) => method === 'GET' && !at.endsWith('/events/')))
        own.push(String((await shop.customer.api.get(path)).status));
      const verdict = each('404', outcomes);
      return verdict === '404' && all(own) === '200' ? '404, and the first is served' : `${verdict}; own ${all(own)}`;
    },
    60_000,
  );

  attack('A38 filters, cursors and bodies that name things of the other', 'nothing of the other', async () => {
    const seen: string[] = [];
    const { merchantId, ids } = shop;
    for (const path of [
      `orders/?merchant_id=${merchantId}`,
      `payments/?merchant_id=${merchantId}`,
      `refunds/?merchant_id=${merchantId}`,
      `webhooks/deliveries/?endpoint=${ids.endpoint}`,
      `events/?merchant_id=${merchantId}`,
    ]) {
      const { text, status } = await other.api.get(path);
      if (status === 200 && Object.values(ids).some((id) => text.includes(id))) seen.push(path);
    }
    const cursor = Buffer.from(JSON.stringify(['ffffffff-ffff-7fff-bfff-ffffffffffff'])).toString('base64url');
    for (const path of ['orders/', 'payments/', 'refunds/', 'bookings/']) {
      const { text } = await other.api.get(`${path}?cursor=${cursor}`);
      if (Object.values(ids).some((id) => text.includes(id))) seen.push(`${path} by cursor`);
    }
    const payout = await other.api.post('payouts/', { order_ids: [ids.order] });
    if (payout.status === 201) seen.push('payouts');
    return seen.length === 0 ? 'nothing of the other' : seen.join(', ');
  });

  attack("A39 the admins' routes as a merchant", '403 1020', async () => {
    const { text } = await platform().gateway.get('openapi.json');
    const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, unknown>> };
    const outcomes: [string, Answer<unknown>][] = [];
    for (const [path, item] of Object.entries(paths).filter(([name]) => name.includes('/admin/')))
      for (const method of Object.keys(item))
        outcomes.push([
          `${method} ${path}`,
          await send(other, method.toUpperCase(), path.replace(/\{\w+\}/g, randomUUID())),
        ]);
    return each('403 1020', outcomes);
  });

  attack('A40 what was deleted, by its id', '404 for things, 401 for people', async () => {
    const merchant = await registerMerchant(platform().gateway);
    const made = await merchant.token.post<{ id: string }>('webhooks/endpoints/', {
      url: 'http://127.0.0.1:59999/hook',
    });
    const { id } = expectStatus(made, 201).data;
    await merchant.token.delete(`webhooks/endpoints/${id}/`);
    const root = await admin();
    const gone = await newPerson();
    await root.api.delete(`admin/users/${gone.id}/`);
    const things = [
      await merchant.token.get(`webhooks/endpoints/${id}/`),
      await merchant.token.patch(`webhooks/endpoints/${id}/`, { description: 'back' }),
    ].map(({ status }) => status);
    const listed = (await root.api.get('admin/users/?limit=100')).text.includes(gone.id);
    const person = (await gone.api.get('auth/me/')).status;
    if (listed) return 'the deleted account is listed by default';
    return `${all(things.map(String))} for things, ${person} for people`;
  });

  attack("A41 another's attempts, and inner addresses in one's own", '404, and no inner address', async () => {
    const foreign = shop.ids.delivery ? (await other.api.get(`webhooks/deliveries/${shop.ids.delivery}/`)).status : 0;
    const { text } = await shop.owner.api.get(`webhooks/deliveries/${shop.ids.delivery}/`);
    const inner = /(10|172\.(1[6-9]|2\d|3[01])|192\.168)\.\d+\.\d+/.test(text) || text.includes('x-internal');
    return `${foreign}, and ${inner ? 'an' : 'no'} inner address`;
  });

  attack('A09 an API key of a merchant who was disabled', '401 or 403 within 5 s', async () => {
    const merchant = await newPerson('merchant');
    const { key } = await newKey(merchant);
    expect((await withKey(key).get('orders/')).status).toBe(200);
    await (await admin()).api.post(`admin/users/${merchant.id}/disable/`);
    let got = '';
    await within5s(async () => {
      got = said(await withKey(key).get('orders/'));
      expect(got).not.toBe('200');
    });
    return got === '403 1003' || got === '401 1002' ? '401 or 403 within 5 s' : got;
  });

  attack('A40 a place of a merchant who was disabled', '409 1009 within 5 s, nothing is sold', async () => {
    const merchant = await newPerson('merchant');
    const seller = { token: merchant.api, key: merchant.api, apiKey: '', webhookSecret: undefined };
    const { slotId } = await offerSlot(seller, 500);
    await (await admin()).api.post(`admin/users/${merchant.id}/disable/`);
    const customer = await newPerson();
    let got = '';
    await within5s(async () => {
      const body = { cart_id: await fillCart(customer.api, slotId), method: 'upi' };
      got = said(await customer.api.post('payments/process-cart/', body));
      expect(got).not.toBe('201');
    });
    const orders = await customer.api.get<{ status: string }[]>('orders/');
    const sold = orders.data.some(({ status }) => status === 'paid');
    return `${got} within 5 s, ${sold ? 'a place' : 'nothing'} is sold`;
  });

  it('people who sign in again are themselves', async () => {
    expect((await signIn(other.email)).id).toBe(other.id);
  });
});

function send({ api }: Person, method: string, path: string, body: object = {}): Promise<Answer<unknown>> {
  const at = path.replace('/paygate/api/v1/', '');
  switch (method) {
    case 'POST':
      return api.post(at, body);
    case 'PATCH':
      return api.patch(at, body);
    case 'DELETE':
      return api.delete(at);
    default:
      return api.get(at);
  }
}
