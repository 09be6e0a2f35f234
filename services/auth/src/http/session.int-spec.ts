import { hash } from '@node-rs/argon2';
import { SignJWT } from 'jose';
import { ADMIN, type Reply, type RunningAuth, startAuth } from './auth-service.fixture.js';

let auth: RunningAuth;
let n = 0;

beforeAll(async () => (auth = await startAuth({ AUTH_RATE_LIMIT_PER_MINUTE: '1' })));
afterAll(() => auth.close());

const PASSWORD = 'an-analytical-engine';
async function registered(): Promise<{ email: string; reply: Reply; access: string }> {
  const email = `customer${(n += 1)}@example.com`;
  const reply = await auth.call('POST', 'auth/register-customer/', {
    body: { email, name: 'Ada', password: PASSWORD },
  });
  return { email, reply, access: String(reply.body.data['access']) };
}
const signIn = (email: string, password = PASSWORD) => auth.call('POST', 'auth/token/', { body: { email, password } });
const refresh = (cookie: string | undefined, headers = {}) => auth.call('POST', 'auth/refresh/', { cookie, headers });
const codeOf = ({ status, body }: Reply) => [status, body.exception?.code];

/** As if the grace had passed. */
const pass = () =>
  auth.db.database.execute(
    `update refresh_token set rotated_at = rotated_at - interval '16 s' where rotated_at is not null`,
  );

describe('signing in', () => {
  it('answers who it is, with a cookie', async () => {
    const { email } = await registered();
    const { status, body, cookie } = await signIn(email.toUpperCase());
    expect([status, body.data]).toEqual([200, { access: expect.any(String), email, name: 'Ada', role: 'customer' }]);
    expect(cookie).toMatch(/^faregate_refresh=/);
  });

  it('tells a merchant how its API key begins, never the key', async () => {
    const body = { email: 'shop@example.com', name: 'Shop', password: PASSWORD };
    const { body: made } = await auth.call('POST', 'auth/register/', { body });
    const { body: answer } = await signIn(body.email);
    expect(answer.data['api_key_prefix']).toBe(String(made.data['api_key']).slice(0, 12));
  });

  it('refuses an unknown address and a wrong password with the same words', async () => {
    const { email } = await registered();
    const [wrong, unknown] = [await signIn(email, 'wrong-password'), await signIn('nobody@example.com')];
    expect(codeOf(wrong)).toEqual([401, 1001]);
    expect(unknown.body).toEqual(wrong.body);
    expect(wrong.body.exception).toMatchObject({
      message: 'Login failed',
      description: 'Invalid credentials',
      meta: null,
    });
  });

  it('refuses a disabled account (1003) only to who knows the password', async () => {
    const { email } = await registered();
    await auth.db.database.execute('update user_account set disabled_at = now() where email = $1', [email]);
    expect(codeOf(await signIn(email, 'wrong-password'))).toEqual([401, 1001]);
    expect(codeOf(await signIn(email))).toEqual([403, 1003]);
  });

  it('renews a hash that was made with weaker parameters, once', async () => {
    const { email } = await registered();
    const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await auth.db.database.execute('update user_account set password_hash = $2 where email = $1', [email, weak]);
    const stored = async () => {
      const text = 'select password_hash as hash from user_account where email = $1';
      return (await auth.db.database.query<{ hash: string }>(text, [email]))[0]?.hash;
    };
    expect((await signIn(email, 'wrong-password')).status).toBe(401);
    expect(await stored()).toBe(weak);
    expect((await signIn(email)).status).toBe(200);
    const renewed = await stored();
    expect(renewed).toContain('m=19456,t=2,p=1');
    expect([(await signIn(email)).status, await stored()]).toEqual([200, renewed]);
  });

  it('is slowed down per account, whether the account is there or not, and a success forgives', async () => {
    const { email } = await registered();
    for (const address of [email, 'ghost@example.com']) {
      const replies = await Promise.all(Array.from({ length: 18 }, () => signIn(address, 'wrong-password')));
      const limited = replies.filter(({ status }) => status === 429);
      expect([address, limited.length]).toEqual([address, 3]);
      expect(limited[0]?.body.exception?.code).toBe(1007);
      expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    const other = await registered();
    for (let i = 0; i < 20; i += 1) expect((await signIn(other.email)).status).toBe(200);
  });
});

describe('refreshing', () => {
  it('gives another token each time, and each works once', async () => {
    const { reply } = await registered();
    const second = await refresh(reply.cookie);
    const third = await refresh(second.cookie);
    expect([second.status, third.status]).toEqual([200, 200]);
    expect(new Set([reply.cookie, second.cookie, third.cookie]).size).toBe(3);
    expect((await auth.call('GET', 'auth/me/', { access: String(third.body.data['access']) })).status).toBe(200);
  });

  it('gives two tabs at once the same successor', async () => {
    const { reply } = await registered();
    const tabs = await Promise.all(Array.from({ length: 5 }, () => refresh(reply.cookie)));
    expect(tabs.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(tabs.map(({ cookie }) => cookie)).size).toBe(1);
    expect((await refresh(tabs[0]?.cookie)).status).toBe(200);
  });

  it('ends the session of both when an exchanged token is shown again later, and notes it', async () => {
    const { reply, access } = await registered();
    const successor = await refresh(reply.cookie);
    await pass();
    expect(codeOf(await refresh(reply.cookie))).toEqual([401, 1002]);
    expect(codeOf(await refresh(successor.cookie))).toEqual([401, 1002]);
    expect(codeOf(await auth.call('GET', 'auth/me/', { access }))).toEqual([401, 1002]);
    const notes = await auth.db.database.query(`select 1 from audit_log where action = 'refresh_reuse'`);
    expect(notes.length).toBe(1);
  });

  it('is over after signing out, and the browser forgets', async () => {
    const { reply, access } = await registered();
    const out = await auth.call('POST', 'auth/logout/', { cookie: reply.cookie });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([200, expect.stringContaining('Max-Age=0')]);
    expect(codeOf(await refresh(reply.cookie))).toEqual([401, 1002]);
    expect(codeOf(await auth.call('GET', 'auth/me/', { access }))).toEqual([401, 1002]);
  });

  it('is not for other sites', async () => {
    const { reply } = await registered();
    expect(codeOf(await refresh(reply.cookie, { origin: 'https://evil.example' }))).toEqual([403, 1006]);
    expect(codeOf(await refresh(reply.cookie, { 'sec-fetch-site': 'cross-site' }))).toEqual([403, 1006]);
    expect((await refresh(reply.cookie, { origin: 'http://localhost:8080' })).status).toBe(200);
  });

  it('takes no access token, and an access token is no refresh token', async () => {
    const { reply, access } = await registered();
    expect(codeOf(await refresh(`faregate_refresh=${access}`))).toEqual([401, 1002]);
    const token = reply.cookie?.split('=')[1];
    expect(codeOf(await auth.call('GET', 'auth/me/', { access: token }))).toEqual([401, 1002]);
    expect(codeOf(await refresh(undefined))).toEqual([401, 1002]);
  });
});

describe('changing the password', () => {
  it('demands the present one, ends all other sessions and keeps this one', async () => {
    const { email, access, reply } = await registered();
    const elsewhere = await signIn(email);
    const change = (body: object) => auth.call('PATCH', 'auth/me/', { access, body });
    expect(codeOf(await change({ password: 'a-new-passphrase' }))).toEqual([422, 1004]);
    expect(codeOf(await change({ password: 'a-new-passphrase', current_password: 'wrong-one' }))).toEqual([422, 1004]);
    expect((await change({ password: 'a-new-passphrase', current_password: PASSWORD })).status).toBe(200);
    expect(codeOf(await refresh(elsewhere.cookie))).toEqual([401, 1002]);
    expect((await refresh(reply.cookie)).status).toBe(200);
    expect(codeOf(await signIn(email))).toEqual([401, 1001]);
    expect((await signIn(email, 'a-new-passphrase')).status).toBe(200);
  });
});

describe('an access token', () => {
  const shown = (token: string) => auth.call('GET', 'auth/me/', { access: token });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('is refused when its algorithm is none, the public key is taken for a secret, or its key is unknown', async () => {
    const { access } = await registered();
    const [header = '', payload = '', signature = ''] = access.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
    const jwks = await auth.internal('GET', '.well-known/jwks.json');
    const hmac = await new SignJWT(JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>)
      .setProtectedHeader({ alg: 'HS256', kid })
      .sign(Buffer.from(JSON.stringify(jwks.body)));
    const forged = [
      ...['none', 'None', 'nOnE'].map((alg) => `${part({ alg, kid })}.${payload}.`),
      ...['../../dev/null', "' or 1=1 --", 'https://evil.example', 'k'.repeat(2_000)].map(
        (id) => `${part({ alg: 'ES256', kid: id })}.${payload}.${signature}`,
      ),
      ...[`${header}.${part({ role: 'admin' })}.${signature}`, `${header}.${payload}.`, hmac],
    ];
    for (const token of forged) expect(codeOf(await shown(token))).toEqual([401, 1002]);
    expect((await shown(access)).status).toBe(200);
  });

  it('is signed with a key of which only the public part is published, one for all replicas', async () => {
    await Promise.all([auth.replica(), auth.replica()]);
    const { body } = await auth.internal('GET', '.well-known/jwks.json');
    const { keys } = body as unknown as { keys: Record<string, string>[] };
    expect(keys).toEqual([expect.objectContaining({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })]);
    expect(keys[0]).not.toHaveProperty('d');
    expect((await auth.db.database.query('select 1 from signing_key')).length).toBe(1);
    const [row] = await auth.db.database.query<{ private_sealed: string }>('select private_sealed from signing_key');
    expect(row?.private_sealed).toMatch(/^v1\.k1\./);
  });
});

describe('forty at once', () => {
  it('are hashed a few at a time, and nobody is turned away', async () => {
    const replies = await Promise.all(Array.from({ length: 40 }, (_, i) => signIn(`crowd${i}@example.com`)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401]));
  });

  it('know the first admin', async () => expect((await signIn(ADMIN.email, ADMIN.password)).status).toBe(200));
});
