import { bearer, ThingsFixture } from '../bootstrap/things-fixture.js';
import { INTERNAL_SECRET } from '../bootstrap/service-fixture.js';
import { InternalClients } from '../internal/internal-clients.js';
import { ServiceCredentials } from './service-credentials.js';

describe('a service', () => {
  const fixture = new ThingsFixture();
  const { call, things, auth } = fixture;
  beforeAll(() => fixture.start());
  afterAll(() => fixture.stop());

  describe('asks who is calling', () => {
    it('reads the caller from a good access token', async () => {
      const token = await auth.token({
        sub: 'u1',
        role: 'merchant',
        mid: 'm1',
        livemode: true,
        sid: 's',
      });
      const { status, body } = await things('me', bearer(token));
      expect(status).toBe(200);
      expect(body.data).toEqual({
        userId: 'u1',
        role: 'merchant',
        merchantId: 'm1',
        livemode: true,
        sessionId: 's',
      });
    });

    it('closes a route that no scope names to a restricted caller: 403 1006', async () => {
      const token = await auth.token({ sub: 'u1', role: 'merchant', mid: 'm1', scope: 'orders read' });
      const { status, body } = await things('me', bearer(token));
      expect([status, body.exception?.code]).toEqual([403, 1006]);
    });

    it('refuses a call without a token: 401 1002', async () => {
      const { status, body } = await things('me');
      expect([status, body.exception?.code]).toEqual([401, 1002]);
    });

    const nowS = Math.floor(Date.now() / 1000);
    it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
      ['that is over', { exp: nowS - 31 }, {}],
      ['that never ends', { exp: undefined }, {}],
      ['whose end is a text', { exp: '9999999999' }, {}],
      ['not yet good', { nbf: nowS + 90 }, {}],
      ['of another issuer', { iss: 'someone' }, {}],
      ['for another audience', { aud: 'elsewhere' }, {}],
      ['that is a refresh token', { typ: 'refresh' }, {}],
      ['of an unknown role', { role: 'root' }, {}],
      ['of an unknown key', {}, { kid: 'unknown-key' }],
      ['whose key id is a path', {}, { kid: '../../dev/null' }],
      ['whose key id is 10 KB', {}, { kid: 'x'.repeat(10_000) }],
    ])('refuses a token %s', async (_what, claims, header) => {
      const { status, body } = await things('me', bearer(await auth.token(claims, header)));
      expect([status, body.exception?.code]).toEqual([401, 1002]);
    });

    it.each(['none', 'None', 'HS256', undefined])('refuses the algorithm %p', async (alg) => {
      const [, payload] = (await auth.token()).split('.');
      const header = Buffer.from(JSON.stringify({ alg, kid: auth.kid })).toString('base64url');
      for (const signature of ['', 'AAAA']) {
        expect((await things('me', bearer(`${header}.${payload}.${signature}`))).status).toBe(401);
      }
    });

    it('refuses critical header fields it does not know', async () => {
      const [, payload, signature] = (await auth.token()).split('.');
      const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: auth.kid, crit: ['exp2'], exp2: 1 })).toString(
        'base64url',
      );
      expect((await things('me', bearer(`${header}.${payload}.${signature}`))).status).toBe(401);
    });

    it('accepts a token within the 30 seconds of leeway', async () => {
      expect((await things('me', bearer(await auth.token({ exp: nowS - 5 })))).status).toBe(200);
    });

    it('asks auth for its keys once, not for every unknown key', async () => {
      const before = auth.fetches;
      for (let i = 0; i < 5; i += 1) await things('me', bearer(await auth.token({}, { kid: `other-${i}` })));
      expect(auth.fetches - before).toBeLessThanOrEqual(1);
    });

    it('names the refusal by role: 1006, and 1020 where only admins may', async () => {
      const token = await auth.token({ role: 'customer' });
      expect((await things('merchant', bearer(token))).body.exception?.code).toBe(1006);
      expect((await things('admin', bearer(token))).body.exception?.code).toBe(1020);
      expect((await things('admin', bearer(await auth.token({ role: 'admin' })))).status).toBe(200);
    });

    it('lets anyone use a public route, and reads a good token there', async () => {
      expect((await things('open')).body.data).toMatchObject({ role: null });
      expect((await things('open', bearer('nonsense'))).body.data).toMatchObject({ role: null });
      expect((await things('open', bearer(await auth.token()))).body.data).toMatchObject({ role: 'customer' });
    });
  });

  describe('between services', () => {
    const clientOf = (name: 'booking' | 'analytics') =>
      new InternalClients(new ServiceCredentials(name, INTERNAL_SECRET)).to('payment', fixture.service.url);

    it('answers the service it names, and no other', async () => {
      await expect(clientOf('booking').get('/internal/things')).resolves.toEqual({ internal: true });
      await expect(clientOf('analytics').get('/internal/things')).rejects.toMatchObject({ code: 1006 });
      expect((await call('/internal/things')).status).toBe(401);
      expect((await call('/internal/things', bearer(await auth.token({ role: 'admin' })))).status).toBe(401);
      expect((await call('/paygate/api/v1/internal/things')).status).toBe(404);
    });

    it('gives a refusal back as it was', async () => {
      const error = { code: 1017, description: 'Nothing left.', meta: { left: 0 } };
      await expect(clientOf('booking').get('/internal/things/refused')).rejects.toMatchObject(error);
    });

    it('calls an unreachable service temporarily unavailable', async () => {
      const client = new InternalClients(new ServiceCredentials('booking', INTERNAL_SECRET)).to(
        'auth',
        'http://127.0.0.1:9',
      );
      await expect(client.get('/internal/x')).rejects.toMatchObject({ code: 1023 });
    });
  });
});
