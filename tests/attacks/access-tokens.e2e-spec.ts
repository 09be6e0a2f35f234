import { createHmac, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { request } from 'undici';
import { ServiceCredentials } from '#service-kit';
import { platform } from '../support/platform.js';
import { attack, each, said } from './kit/attack.js';
import { admin, newPerson, type Person } from './kit/people.js';
import { claimsOf, encode, handmade, signed, signingKey, type SigningKey } from './kit/tokens.js';

const REFUSED = '401 1002';

describe('forged access tokens', () => {
  let victim: Person;
  let real: SigningKey;
  let claims: Record<string, unknown>;
  let jwk: Record<string, unknown>;
  beforeAll(async () => {
    victim = await admin();
    real = await signingKey();
    claims = claimsOf(victim.access);
    const { body } = await request(`${platform().authUrl}/.well-known/jwks.json`);
    const { keys } = (await body.json()) as { keys: Record<string, unknown>[] };
    jwk = keys.find(({ kid }) => kid === real.kid) as Record<string, unknown>;
  });

  /** At a service that keeps accounts, and at one that only reads tokens. */
  const shown = async (tokens: readonly (readonly [string, string])[]) => {
    const outcomes: [string, string][] = [];
    for (const [name, bearer] of tokens) {
      const as = platform().gateway.as({ bearer });
      for (const path of ['auth/me/', 'orders/']) outcomes.push([`${name} at ${path}`, said(await as.get(path))]);
    }
    return each(REFUSED, outcomes);
  };

  it('are told from a good one: the same hand signs what is accepted', async () => {
    const good = await signed(real, victim.access, {});
    expect((await platform().gateway.as({ bearer: good }).get('auth/me/')).status).toBe(200);
  });

  attack('A11 alg none in every spelling, an empty one and none', REFUSED, () => {
    const algs = ['none', 'None', 'nOnE', 'NONE', '', null, undefined, 'ES256'];
    return shown(algs.map((alg) => [`alg ${alg}`, handmade({ alg, typ: 'JWT', kid: real.kid }, claims)]));
  });

  attack('A12 HS256 signed with the public key as its secret', REFUSED, () => {
    const pem = String(jwk['x']) + String(jwk['y']);
    const secrets = [JSON.stringify(jwk), pem, String(jwk['x']), publicPem(real)];
    return shown(secrets.map((secret, i) => [`secret ${i}`, hs256(secret, { alg: 'HS256', kid: real.kid }, claims)]));
  });

  attack('A13 a kid that is a path, SQL, a URL or ten kilobytes', REFUSED, () => {
    const kids = ['../../../../dev/null', "' or 1=1 --", 'http://127.0.0.1:1/jwks', 'x'.repeat(2_000), 'x'.repeat(10_000), '', 7, null, {}];
    return shown(
      kids.map((kid) => [`kid ${JSON.stringify(kid).slice(0, 20)}`, hs256('', { alg: 'ES256', kid }, claims)]),
    );
  });

  attack('A14 a key of the attacker by jku, x5u or jwk', `${REFUSED}, and nothing was fetched`, async () => {
    let fetched = 0;
    const server = createServer((_request, response) => {
      fetched += 1;
      response.end(JSON.stringify({ keys: [] }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const own = { ...publicKey.export({ format: 'jwk' }), kid: 'mine' };
    const tokens: [string, string][] = [];
    for (const header of [{ jku: url }, { x5u: url }, { jwk: own }, { x5c: ['MIIB'] }])
      for (const kid of [real.kid, 'mine'])
        tokens.push([
          Object.keys(header).join(),
          await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid, ...header }).sign(privateKey),
        ]);
    const verdict = await shown(tokens);
    server.close();
    return `${verdict}, and ${fetched === 0 ? 'nothing was' : `${fetched} were`} fetched`;
  });

  attack('A15 a critical header that nobody knows', REFUSED, async () => {
    const body = `${encode({ alg: 'ES256', kid: real.kid, crit: ['exp2'], exp2: 1 })}.${encode(claims)}`;
    const { sign } = await import('node:crypto');
    const signature = sign('sha256', Buffer.from(body), { key: real.key, dsaEncoding: 'ieee-p1363' });
    return shown([['crit', `${body}.${signature.toString('base64url')}`]]);
  });

  attack('A16 times that are over, not yet, or no times', REFUSED, async () => {
    const now = Math.floor(Date.now() / 1000);
    const times = [
      { exp: now - 60 },
      { nbf: now + 120 },
      { exp: 'never' },
      { exp: -1 },
      { exp: undefined },
      { exp: String(now + 900) },
      { exp: null },
      { nbf: 'soon' },
    ];
    const tokens: [string, string][] = [];
    for (const time of times) tokens.push([JSON.stringify(time), await signed(real, victim.access, time)]);
    const body = `${encode({ alg: 'ES256', kid: real.kid })}.${raw({ ...claims, exp: 0 }).replace('"exp":0', '"exp":1e400')}`;
    const { sign } = await import('node:crypto');
    const parts = body.split('.');
    const text = `${parts[0]}.${Buffer.from(parts.slice(1).join('.')).toString('base64url')}`;
    const signature = sign('sha256', Buffer.from(text), { key: real.key, dsaEncoding: 'ieee-p1363' });
    tokens.push(['exp 1e400', `${text}.${signature.toString('base64url')}`]);
    return shown(tokens);
  });

  attack('A17 another issuer, audience or type, and a token of a service', REFUSED, async () => {
    const wrong = [
      { iss: 'https://evil.example' },
      { iss: undefined },
      { aud: 'other' },
      { aud: undefined },
      { typ: 'refresh' },
      { typ: undefined },
      { role: 'root' },
      { sub: undefined },
    ];
    const tokens: [string, string][] = [];
    for (const claim of wrong) tokens.push([JSON.stringify(claim), await signed(real, victim.access, claim)]);
    const secret = platform().environments['api-gateway']['INTERNAL_SECRET'] ?? '';
    tokens.push(['service credential', new ServiceCredentials('api-gateway', secret).issueFor('payment')]);
    return shown(tokens);
  });

  attack('A17 headers that name a caller, without a token', REFUSED, async () => {
    const headers = {
      'x-user-id': victim.id,
      'x-role': 'admin',
      'x-internal-credential': 'x',
      'x-forwarded-user': 'root',
    };
    return said(await platform().gateway.get('admin/users/', headers));
  });

  attack('A18 a token in a token, and one of more than four kilobytes', REFUSED, async () => {
    const nested = await signed(real, victim.access, {}, { cty: 'JWT' });
    const outer = handmade({ alg: 'ES256', kid: real.kid, cty: 'JWT' }, { inner: nested });
    return shown([
      ['nested', outer],
      ['oversize', await signed(real, victim.access, { name: 'x'.repeat(5_000) })],
    ]);
  });

  attack('A18 headers of forty kilobytes', '431', async () => {
    const answer = await newPerson().then(() =>
      platform()
        .gateway.as({ bearer: 'x'.repeat(40_000) })
        .get('orders/')
        .catch(() => ({ status: 431 })),
    );
    return String(answer.status);
  });
});

function hs256(secret: string, header: object, claims: object): string {
  const body = `${encode(header)}.${encode(claims)}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

const raw = (claims: object): string => JSON.stringify(claims);

function publicPem({ key }: SigningKey): string {
  const { x, y, crv, kty } = key.export({ format: 'jwk' });
  return `${kty}${crv}${x}${y}`;
}
