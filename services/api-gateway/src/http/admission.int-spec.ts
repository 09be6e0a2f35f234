import { newId } from '#kernel';
import { API_KEY, codeOf, GatewayFixture } from './gateway-fixture.js';

describe('the gateway', () => {
  const gateway = new GatewayFixture();
  const { auth, payment, booking, call } = gateway;
  beforeAll(() => gateway.start());
  afterAll(() => gateway.stop());

  describe('asks who is there', () => {
    it('changes an API key into the token of its merchant, once in some seconds', async () => {
      const asked = () => auth.seen.filter(({ url: path }) => path.endsWith('/authenticate')).length;
      const before = asked();
      for (let i = 0; i < 3; i += 1) {
        expect((await call('/paygate/api/v1/orders', { headers: { 'x-api-key': API_KEY } })).status).toBe(200);
      }
      expect(payment.last().headers.authorization).toMatch(/^Bearer ey/);
      expect(payment.last().headers['x-api-key']).toBeUndefined();
      expect(asked() - before).toBe(1);
    });

    it('refuses a bad key: 401 1002', async () => {
      for (const key of ['fg_test_wrong', `fg_live_${'b'.repeat(32)}`, '']) {
        const response = await call('/paygate/api/v1/orders', { headers: { 'x-api-key': key } });
        expect([response.status, await codeOf(response)]).toEqual([401, 1002]);
      }
    });

    it('refuses a key in the address: 400 1024', async () => {
      for (const query of [`api_key=${API_KEY}`, `x=${API_KEY}`, 'X-Api-Key=1', 'x=fg%5Ftest%5F1']) {
        expect((await call(`/paygate/api/v1/orders?${query}`)).status).toBe(400);
      }
    });

    it('does not pass on a token that is not good; the route may be one for anyone', async () => {
      await call('/paygate/api/v1/listings', { headers: { authorization: 'Bearer nonsense' } });
      expect(booking.last().headers.authorization).toBeUndefined();
    });

    it('does not pass on a token whose session was ended', async () => {
      const token = await gateway.sign({ sid: 'session-1' });
      await call('/paygate/api/v1/listings', { headers: { authorization: `Bearer ${token}` } });
      expect(booking.last().headers.authorization).toBe(`Bearer ${token}`);
      gateway.ended = ['session-1'];
      await new Promise((resolve) => setTimeout(resolve, 2_300));
      await call('/paygate/api/v1/listings', { headers: { authorization: `Bearer ${token}` } });
      expect(booking.last().headers.authorization).toBeUndefined();
    });
  });

  describe('counts', () => {
    it('five sign-ins a minute and address, each route apart: then 429 1007 with the time to wait', async () => {
      const from = (ip: string) => () => ({ method: 'POST', body: '{}', headers: { 'x-forwarded-for': ip } });
      expect(await gateway.statuses(6, '/paygate/api/v1/auth/token/', from('198.51.100.1'))).toEqual([
        200, 200, 200, 200, 200, 429,
      ]);
      const refused = await call('/paygate/api/v1/auth/token', from('198.51.100.1')());
      expect(await codeOf(refused)).toBe(1007);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await gateway.statuses(1, '/paygate/api/v1/auth/register', from('198.51.100.1'))).toEqual([200]);
      expect(await gateway.statuses(1, '/paygate/api/v1/auth/token', from('198.51.100.2'))).toEqual([200]);
      expect(
        await gateway.statuses(1, '/paygate/api/v1/auth/me', () => ({
          headers: { 'x-forwarded-for': '198.51.100.1' },
        })),
      ).toEqual([200]);
    });

    it('an IPv6 subscriber by its /64', async () => {
      const init = (i: number) => ({
        method: 'POST',
        body: '{}',
        headers: { 'x-forwarded-for': `2001:db8:1:2::${i + 1}` },
      });
      expect((await gateway.statuses(6, '/paygate/api/v1/auth/token', init)).at(-1)).toBe(429);
    });

    it('not what the client says of itself, but what our own proxy saw', async () => {
      const init = (i: number) => ({
        method: 'POST',
        body: '{}',
        headers: { 'x-forwarded-for': `10.0.0.${i}, 198.51.100.7`, 'x-real-ip': `10.0.0.${i}` },
      });
      expect((await gateway.statuses(6, '/paygate/api/v1/auth/token', init)).at(-1)).toBe(429);
    });

    it('thirty refreshes a minute and session, though its token changes each time', async () => {
      let token = 't'.repeat(43);
      const before = auth.answer;
      auth.answer = (seen, response) => {
        if (!seen.url.endsWith('/auth/refresh')) return before(seen, response);
        token = newId().replaceAll('-', '').padEnd(43, 'x');
        response.setHeader('set-cookie', `__Secure-faregate_refresh=${token}; Path=/; HttpOnly`).end('{}');
      };
      const init = () => ({ method: 'POST', headers: { cookie: `__Secure-faregate_refresh=${token}` } });
      const all = await gateway.statuses(31, '/paygate/api/v1/auth/refresh', init);
      expect([all.slice(0, 30).every((status) => status === 200), all[30]]).toEqual([true, 429]);
      auth.answer = before;
    });

    it('a burst of twice the limit of an account, whatever its addresses', async () => {
      const headers = { authorization: `Bearer ${await gateway.sign({ mid: 'busy' })}` };
      const all = await Promise.all(Array.from({ length: 600 }, () => call('/paygate/api/v1/orders', { headers })));
      const refused = all.filter(({ status }) => status === 429).length;
      expect(refused).toBeGreaterThan(0);
      expect(refused).toBeLessThanOrEqual(500);
    });

    it('no provider event, but those whose signature does not verify', async () => {
      const init = () => ({ method: 'POST', body: '{}', headers: { 'x-forwarded-for': '198.51.100.99' } });
      expect(new Set(await gateway.statuses(150, '/paygate/api/v1/payments/webhooks/simulator', init))).toEqual(
        new Set([200]),
      );
      payment.answer = (_seen, response) => void response.writeHead(400).end('{}');
      const all = await gateway.statuses(22, '/paygate/api/v1/payments/webhooks/simulator', init);
      expect([all[0], all.at(-1)]).toEqual([400, 429]);
      payment.answer = (_seen, response) => void response.end('{"success":true}');
    });
  });
});
