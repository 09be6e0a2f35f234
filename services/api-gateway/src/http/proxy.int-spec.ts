import { request as rawRequest } from 'node:http';
import { codeOf, GatewayFixture } from './gateway-fixture.js';

describe('the gateway', () => {
  const gateway = new GatewayFixture();
  const { auth, payment, booking, call } = gateway;
  beforeAll(() => gateway.start());
  afterAll(() => gateway.stop());

  describe('leads where', () => {
    it('each prefix says, with query and trailing slash as they came', async () => {
      await call('/paygate/api/v1/orders/?limit=5&cursor=a%2Fb');
      expect(payment.last().url).toBe('/paygate/api/v1/orders/?limit=5&cursor=a%2Fb');
      await call('/paygate/api/v1/listings/');
      expect(booking.last().url).toBe('/paygate/api/v1/listings/');
      await call('/paygate/api/v1/auth/me');
      expect(auth.last().url).toBe('/paygate/api/v1/auth/me');
    });

    it('document 4 expects payments: /api/payments is an alias', async () => {
      await call('/api/payments/process-cart/?x=1', { method: 'POST', body: '{}' });
      expect(payment.last()).toMatchObject({ method: 'POST', url: '/paygate/api/v1/payments/process-cart/?x=1' });
      await call('/api/payments');
      expect(payment.last().url).toBe('/paygate/api/v1/payments');
    });

    it('signed pages live', async () => {
      await call('/pay/0193?sig=x');
      expect(payment.last().url).toBe('/pay/0193?sig=x');
      await call('/result/0193/');
      expect(payment.last().url).toBe('/result/0193/');
    });

    it.each([
      '/internal/dead-letters',
      '/paygate/api/v1/internal/holds',
      '/metrics',
      '/mail/1',
      '/paygate/api/v1/nothing',
      '/paygate/api/v1',
      '/paygate/api/v1/orders/../../../../internal/x',
      '/paygate/api/v1/orders/..%2f..%2finternal',
      '/paygate/api/v1/orders/%2e%2e/%2e%2e/%2e%2e/internal/x',
      '/paygate/api/v1/orders//x',
      '/paygate/api/v1/orders\\..\\internal',
      '/pay/../internal/x',
      '/api/payments/../../internal',
      '/.well-known/jwks.json',
    ])('nothing public is behind %s: 404 1005', async (path) => {
      const before = payment.seen.length + booking.seen.length;
      const { port } = new URL(gateway.url);
      const status = await new Promise((resolve) =>
        rawRequest({ port, path, host: '127.0.0.1' }, (res) => resolve(res.resume().statusCode)).end(),
      );
      expect([status, payment.seen.length + booking.seen.length - before]).toEqual([404, 0]);
    });
  });

  describe('hands over', () => {
    it('bodies byte by byte', async () => {
      const body = Buffer.from([0x7b, 0xff, 0x00, 0x20, 0x7d]);
      await call('/paygate/api/v1/payments/webhooks/simulator/', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'webhook-signature': 'v1,x' },
      });
      expect(payment.last().body.equals(body)).toBe(true);
      expect(payment.last().headers['webhook-signature']).toBe('v1,x');
    });

    it('nothing that only we may say', async () => {
      const token = await gateway.sign();
      await call('/paygate/api/v1/orders', {
        headers: {
          'x-internal-credential': 'forged',
          'x-internal-user': '1',
          'x-forwarded-host': 'evil',
          'x-real-ip': '1.1.1.1',
          forwarded: 'for=1',
          'x-http-method-override': 'DELETE',
          'x-api-key-extra': 'stays',
          authorization: `Bearer ${token}`,
          'x-forwarded-for': '1.2.3.4, 203.0.113.9',
        },
      });
      const { headers } = payment.last();
      expect(headers).toMatchObject({
        'x-forwarded-for': '203.0.113.9',
        'x-api-key-extra': 'stays',
        authorization: `Bearer ${token}`,
      });
      for (const name of [
        'x-internal-credential',
        'x-internal-user',
        'x-real-ip',
        'forwarded',
        'x-http-method-override',
        'x-api-key',
      ]) {
        expect(headers[name]).toBeUndefined();
      }
      expect(headers['x-forwarded-host']).toBeUndefined();
    });

    it('the request id, made or kept, both ways', async () => {
      const response = await call('/paygate/api/v1/orders', { headers: { 'x-request-id': 'my-request-1' } });
      expect([response.headers.get('x-request-id'), payment.last().headers['x-request-id']]).toEqual([
        'my-request-1',
        'my-request-1',
      ]);
      const made = await call('/paygate/api/v1/orders');
      expect(made.headers.get('x-request-id')).toBe(payment.last().headers['x-request-id']);
    });

    it('status, headers and redirects of the answer', async () => {
      payment.answer = (_seen, response) =>
        void response
          .writeHead(303, { location: '/result/1', 'idempotent-replayed': 'true', connection: 'close' })
          .end();
      const response = await call('/paygate/api/v1/payments/payu/success', { method: 'POST', body: 'a=b' });
      expect([response.status, response.headers.get('location'), response.headers.get('idempotent-replayed')]).toEqual([
        303,
        '/result/1',
        'true',
      ]);
      payment.answer = (_seen, response) => void response.end('{"success":true}');
    });

    it('event streams piece by piece, and ends them when the listener goes', async () => {
      let closed: () => void = () => undefined;
      const gone = new Promise<void>((resolve) => (closed = resolve));
      payment.answer = (_seen, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: 1\n\n');
        response.on('close', closed);
      };
      const abort = new AbortController();
      const response = await call('/paygate/api/v1/payments/1/events/', { signal: abort.signal });
      const first = await response.body?.getReader().read();
      expect(Buffer.from(first?.value ?? []).toString()).toBe('data: 1\n\n');
      abort.abort();
      await gone;
      payment.answer = (_seen, response) => void response.end('{"success":true}');
    });

    it('bodies beyond 256 KB to nobody: 413 1024', async () => {
      const response = await call('/paygate/api/v1/orders', { method: 'POST', body: Buffer.alloc(300_000) });
      expect([response.status, await codeOf(response)]).toEqual([413, 1024]);
    });

    it('an outage as 503 1023', async () => {
      const response = await call('/paygate/api/v1/webhooks/endpoints');
      expect([response.status, await codeOf(response), response.headers.get('retry-after')]).toEqual([503, 1023, '1']);
    });
  });
});
