import { newId } from '#kernel';
import { codeOf, GatewayFixture } from './gateway-fixture.js';

describe('the gateway', () => {
  const gateway = new GatewayFixture();
  const { payment, call } = gateway;
  beforeAll(() => gateway.start());
  afterAll(() => gateway.stop());

  describe('tells browsers', () => {
    it('to guess nothing, frame nothing, come by HTTPS, and keep no tokens', async () => {
      const { headers } = await call('/paygate/api/v1/auth/token', { method: 'POST', body: '{}' });
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it.each(['https://shop.example', 'https://shop.example.evil.io', 'https://sub.shop.example', 'null'])(
      'whether %s may call',
      async (origin) => {
        const { headers } = await call('/paygate/api/v1/orders', { headers: { origin } });
        expect(headers.get('access-control-allow-origin')).toBe(origin === 'https://shop.example' ? origin : null);
        const preflight = await call('/paygate/api/v1/orders', {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST' },
        });
        expect(preflight.headers.get('access-control-allow-origin')).toBe(
          origin === 'https://shop.example' ? origin : null,
        );
      },
    );
  });

  describe('serves itself', () => {
    it('one description of all services, and a page for it without foreign scripts', async () => {
      payment.answer = ({ url: path }, response) =>
        void response.end(
          path === '/openapi.json' ? JSON.stringify({ paths: { '/paygate/api/v1/orders': { post: {} } } }) : '{}',
        );
      const document = (await (await call('/paygate/api/v1/openapi.json')).json()) as { paths: object };
      expect(Object.keys(document.paths)).toEqual(
        expect.arrayContaining(['/paygate/api/v1/orders', '/paygate/api/v1/admin/system']),
      );
      for (const path of ['/docs', '/docs/', '/paygate/api/v1/docs/', '/']) {
        const page = await call(path);
        expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
        expect(await page.text()).not.toMatch(/src="https?:|<script>/);
      }
      const bundle = await call('/docs/assets/swagger-ui-bundle.js');
      // Read to its end: what is left of it would keep its connection, and this process, alive.
      expect([bundle.status, (await bundle.text()).includes('SwaggerUIBundle')]).toEqual([200, true]);
      expect((await call('/docs/assets/package.json')).status).toBe(404);
    });

    it('the state of the platform, to admins alone', async () => {
      const as = async (role: string) => ({ headers: { authorization: `Bearer ${await gateway.sign({ role })}` } });
      expect(await codeOf(await call('/paygate/api/v1/admin/system', await as('merchant')))).toBe(1020);
      const checks = { messaging: { ok: true, queues: 3, attached: 2, oldestUnconfirmedMs: 7, openDeadLetters: 1 } };
      payment.answer = (_seen, response) => void response.writeHead(503).end(JSON.stringify({ ready: false, checks }));
      const { data } = (await (await call('/paygate/api/v1/admin/system/', await as('admin'))).json()) as {
        data: unknown;
      };
      expect(data).toMatchObject({
        ready: false,
        outbox_lag_ms: { payment: 7 },
        dead_letters: { payment: 1 },
        queues: { payment: { expected: 3, attached: 2 } },
      });
      const { services } = data as { services: { name: string; up: boolean }[] };
      expect(services.find(({ name }) => name === 'payment')).toMatchObject({ up: true, ready: false });
      expect(services.find(({ name }) => name === 'analytics')).toMatchObject({ up: false });
    });

    it('dead letters of one service after the other, and replays them there once that was written down', async () => {
      const letters =
        (service: string, ids: string[], next: string | null) =>
        (_seen: unknown, response: { end(text: string): unknown }) =>
          void response.end(
            JSON.stringify({
              success: true,
              data: ids.map((id) => ({ id, from: service })),
              page: { next_cursor: next },
            }),
          );
      const [letter] = [newId()];
      payment.answer = letters('payment', [letter], 'more');
      const headers = { authorization: `Bearer ${await gateway.sign({ role: 'admin' })}` };
      const first = await (
        await call('/paygate/api/v1/admin/dead-letters/?service=payment&limit=1', { headers })
      ).json();
      expect(first).toMatchObject({
        data: [{ id: `payment:${letter}`, service: 'payment' }],
        page: { next_cursor: expect.any(String) },
      });
      const { next_cursor: cursor } = (first as { page: { next_cursor: string } }).page;
      await call(`/paygate/api/v1/admin/dead-letters?limit=1&cursor=${cursor}`, { headers });
      expect(payment.last().url).toBe('/internal/dead-letters?limit=1&cursor=more');
      payment.answer = (_seen, response) => void response.end('{"success":true,"data":{}}');
      expect(
        (await call(`/paygate/api/v1/admin/dead-letters/payment:${letter}/replay/`, { method: 'POST', headers }))
          .status,
      ).toBe(200);
      expect(payment.last()).toMatchObject({ method: 'POST', url: `/internal/dead-letters/${letter}/replay` });
      const acts = gateway.auth.seen.filter(({ url }) => url === '/internal/acts');
      expect(acts.map(({ body }) => JSON.parse(body.toString()) as object)).toMatchObject([
        { action: 'dead_letter_replay_requested', target_id: `payment:${letter}`, ip: expect.any(String) },
      ]);
      for (const id of ['nobody:x', 'payment:x', letter]) {
        expect(
          (await call(`/paygate/api/v1/admin/dead-letters/${id}/replay`, { method: 'POST', headers })).status,
        ).toBe(404);
      }
    });
  });
});
