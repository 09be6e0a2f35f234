import { once } from 'node:events';
import { connect } from 'node:net';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Client } from 'undici';
import { serviceFixture } from './service-fixture.js';
import { drain } from './shutdown.js';
import { json, ThingsFixture, ThingsModule } from './things-fixture.js';

describe('a service', () => {
  const fixture = new ThingsFixture();
  const { call, things, auth } = fixture;
  beforeAll(() => fixture.start());
  afterAll(() => fixture.stop());

  describe('answers in one manner', () => {
    it('pages lists with a limit of 20 unless told, 1 to 100', async () => {
      expect((await things('page')).body).toEqual({ success: true, data: [20], page: { next_cursor: null } });
      expect((await things('page?limit=100')).body.data).toEqual([100]);
      for (const query of ['limit=0', 'limit=101', 'limit=1e9', 'limit=1&limit=2', 'offset=3', 'limit=abc']) {
        expect((await things(`page?${query}`)).status).toBe(422);
      }
    });

    it('does not mind a slash at the end', async () => {
      expect((await things('open/')).status).toBe(200);
      expect((await things('order/', json({ amount: '1' }))).status).toBe(201);
    });

    it('answers an unknown address 404 1005, a malformed one 400 1024, an impossible id 404', async () => {
      expect((await call('/nowhere')).body.exception?.code).toBe(1005);
      expect((await call('/paygate/api/v1/things/%zz')).body.exception?.code).toBe(1024);
      expect((await things('by-id/not-a-uuid')).status).toBe(404);
      expect((await things('order', { method: 'DELETE' })).status).toBe(404);
    });

    it('tells nothing about an unforeseen error but the request id that finds it in the log', async () => {
      const { status, headers, body } = await things('failing/x?how=boom', {
        headers: { 'x-request-id': 'find-me-12345' },
      });
      expect([status, body.exception?.code]).toEqual([500, 1099]);
      expect(JSON.stringify(body)).not.toMatch(/insert failed|4242|stack/);
      expect(headers.get('x-request-id')).toBe('find-me-12345');
      const line = fixture.service.logs.find((one) => one.includes('insert failed')) ?? '';
      expect(line).toContain('find-me-12345');
      expect(fixture.service.logs.join('\n')).not.toMatch(/hunter2/);
    });

    it('calls an outage of the database temporary, and says when to come back', async () => {
      const outage = await things('failing/x?how=database');
      expect([outage.status, outage.body.exception?.code, outage.headers.get('retry-after')]).toEqual([503, 1023, '1']);
      const busy = await things('failing/x?how=busy');
      expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '7']);
    });

    it('gives every request an id, keeps a sane one, and carries it', async () => {
      expect((await things('open')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      const insane = await things('open', { headers: { 'x-request-id': 'bad id; with\tthings' } });
      expect(insane.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
      const kept = await things('open', { headers: { 'x-request-id': 'caller-chose-1', traceparent } });
      expect(kept.body.data).toMatchObject({ requestId: 'caller-chose-1', traceparent });
    });

    it('serves pages outside the prefix', async () => {
      expect((await call('/pay/1')).status).toBe(200);
      expect((await call('/paygate/api/v1/pay/1')).status).toBe(404);
    });
  });

  describe('can be operated', () => {
    it('is alive and ready, counts its requests, describes itself', async () => {
      expect((await call('/healthz')).status).toBe(200);
      expect((await call('/readyz')).body).toMatchObject({ ready: true, service: 'payment' });
      const metrics = await (await fetch(`${fixture.service.url}/metrics`)).text();
      expect(metrics).toContain('http_request_duration_seconds_bucket');
      expect(metrics).toContain('route="/paygate/api/v1/things/open"');
      const document = (await (await fetch(`${fixture.service.url}/openapi.json`)).json()) as OpenAPIObject;
      expect(document.paths['/paygate/api/v1/things/order']?.post?.requestBody).toBeDefined();
      expect(document.components?.schemas?.['OrderDto']).toMatchObject({ required: ['amount'] });
      expect(Object.keys(document.paths).filter((path) => path.includes('internal'))).toEqual([]);
    });

    it('drains: not ready, running requests end, then it is gone', async () => {
      const other = await serviceFixture(ThingsModule, auth.url);
      expect((await fetch(`${other.url}/readyz`)).status).toBe(200);
      await drain(other.app, { graceMs: 2_000, lingerMs: 0 });
      await expect(fetch(`${other.url}/readyz`)).rejects.toThrow();
    });

    it('lets callers leave their kept connections before it drains: it cuts none and takes no new one', async () => {
      const other = await serviceFixture(ThingsModule, auth.url);
      const kept = new Client(other.url);
      const answered = () =>
        kept.request({ method: 'GET', path: '/healthz' }).then(async ({ headers, body }) => {
          await body.dump();
          return headers['connection'];
        });
      expect(await answered()).toBe('keep-alive');
      const drained = drain(other.app, { graceMs: 2_000, lingerMs: 10_000 });
      await expect(fetch(`${other.url}/healthz`)).rejects.toThrow();
      expect(await answered()).toBe('close');
      await drained;
      await kept.close();
    });

    it('ends connections whose callers stay once the time to leave is over', async () => {
      const other = await serviceFixture(ThingsModule, auth.url);
      const idle = connect(Number(new URL(other.url).port), '127.0.0.1').resume();
      const ended = once(idle, 'close').then(() => performance.now());
      idle.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
      await once(idle, 'data');
      const began = performance.now();
      await drain(other.app, { graceMs: 2_000, lingerMs: 300 });
      expect((await ended) - began).toBeGreaterThan(290);
    });
  });
});
