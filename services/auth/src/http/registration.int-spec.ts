import { decodeJwt, decodeProtectedHeader } from 'jose';
import { ADMIN, type RunningAuth, startAuth } from './auth-service.fixture.js';

let auth: RunningAuth;
let n = 0;

beforeAll(async () => (auth = await startAuth()));
afterAll(() => auth.close());

const person = (more: object = {}) => ({
  email: `person${(n += 1)}@example.com`,
  name: 'Ada Lovelace',
  password: 'an-analytical-engine',
  ...more,
});
const outbox = (type: string) =>
  auth.db.database.query<{ payload: string }>('select payload from outbox where type = $1', [type]);

describe('registering a merchant', () => {
  it('answers exactly what the contract says, with a cookie, and tells the others', async () => {
    const body = person();
    const { status, body: answer, headers } = await auth.call('POST', 'auth/register/', { body });
    expect(status).toBe(201);
    expect(answer).toEqual({
      success: true,
      message: 'Merchant registered successfully',
      data: {
        access: expect.any(String),
        api_key: expect.stringMatching(/^fg_test_[0-9A-Za-z]{49}$/),
        email: body.email,
        name: body.name,
        role: 'merchant',
      },
    });
    expect(headers.get('set-cookie')).toMatch(
      /^faregate_refresh=[\w-]{43}; Max-Age=604800; Path=\/paygate\/api\/v1\/auth; HttpOnly; SameSite=Strict$/,
    );
    const told = (await outbox('merchant.registered')).map(({ payload }) => payload).join();
    expect(told).toContain(body.email);
    expect(told).not.toContain(body.password);
  });

  it('gives a token that says who, what role, which merchant, which mode and for fifteen minutes', async () => {
    const { body } = await auth.call('POST', 'auth/register/', { body: person() });
    const claims = decodeJwt(String(body.data['access']));
    expect(decodeProtectedHeader(String(body.data['access']))).toMatchObject({ alg: 'ES256', kid: expect.any(String) });
    expect(claims).toMatchObject({
      iss: 'faregate',
      aud: 'faregate',
      typ: 'access',
      role: 'merchant',
      livemode: false,
    });
    expect(claims).toMatchObject({ sub: expect.any(String), mid: expect.any(String), sid: expect.any(String) });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900);
  });

  it('has the webhook URL made an endpoint and gives its secret', async () => {
    auth.endpoints.answer = { status: 201, body: { success: true, data: { endpoint_id: 'x', secret: 'whsec_abc' } } };
    const { body } = await auth.call('POST', 'auth/register/', {
      body: person({ webhook_url: 'https://x.example/h' }),
    });
    expect(body.data['webhook_secret']).toBe('whsec_abc');
    expect(auth.endpoints.requests.at(-1)).toEqual({
      merchant_id: decodeJwt(String(body.data['access']))['mid'],
      livemode: false,
      url: 'https://x.example/h',
    });
  });

  it('goes on without a secret when the dispatcher is down, and stops when it refuses the URL', async () => {
    auth.endpoints.answer = { status: 503, body: {} };
    const down = await auth.call('POST', 'auth/register/', { body: person({ webhook_url: 'https://x.example/h' }) });
    expect([down.status, 'webhook_secret' in down.body.data]).toEqual([201, false]);
    const exception = { code: 1004, description: '', meta: { errors: [{ field: 'url', message: 'must be public' }] } };
    auth.endpoints.answer = { status: 422, body: { success: false, exception } };
    const refused = await auth.call('POST', 'auth/register/', { body: person({ webhook_url: 'https://10.0.0.1/h' }) });
    expect(refused.status).toBe(422);
    expect(refused.body.exception?.meta).toEqual({ errors: [{ field: 'webhook_url', message: 'must be public' }] });
  });
});

describe('an e-mail address', () => {
  it('is registered once, however many try at the same time', async () => {
    const body = person();
    const replies = await Promise.all(Array.from({ length: 20 }, () => auth.call('POST', 'auth/register/', { body })));
    const codes = replies.map(({ status, body: { exception } }) => `${status} ${exception?.code ?? ''}`).sort();
    expect(codes).toEqual(['201 ', ...Array.from({ length: 19 }, () => '409 1021')]);
    const [{ merchants } = { merchants: 0 }] = await auth.db.database.query<{ merchants: number }>(
      'select count(*) as merchants from merchant m join user_account u on u.id = m.owner_id where u.email = $1',
      [body.email],
    );
    expect(merchants).toBe(1);
  });

  it('is one identity in each of its spellings, across roles', async () => {
    const body = person({ email: 'Twin@Example.com' });
    const first = await auth.call('POST', 'auth/register-customer/', { body });
    expect(first.body.data).toMatchObject({ email: 'twin@example.com', role: 'customer' });
    for (const email of ['twin@example.com', 'TWİN@example.com', 'ｔｗｉｎ@example.com', 'twin@example.com.']) {
      const { status, body: answer } = await auth.call('POST', 'auth/register/', { body: { ...body, email } });
      expect([email, status, answer.exception?.code]).toEqual([email, 409, 1021]);
    }
  });
});

describe('what may not be registered', () => {
  it.each([
    ['role', { role: 'admin' }],
    ['isSuperuser', { isSuperuser: true }],
    ['password', { password: 'password123' }],
    ['password', { password: 'x'.repeat(10_000) }],
    ['email', { email: 'not an address' }],
    ['email', { email: ['a@example.com'] }],
    ['name', { name: '\u0000' }],
  ])('a wrong %s', async (field, more) => {
    const { status, body } = await auth.call('POST', 'auth/register/', { body: person(more) });
    expect([status, body.exception?.code]).toEqual([422, 1004]);
    expect(body.exception?.meta).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ field })]),
    });
  });
});

describe('admins', () => {
  it('are registered by admins only, who stay who they are', async () => {
    const anonymous = await auth.call('POST', 'auth/register-admin/', { body: person() });
    expect([anonymous.status, anonymous.body.exception?.code]).toEqual([401, 1002]);
    const merchant = await auth.call('POST', 'auth/register/', { body: person() });
    const access = String(merchant.body.data['access']);
    const refused = await auth.call('POST', 'auth/register-admin/', { body: person(), access });
    expect([refused.status, refused.body.exception?.code]).toEqual([403, 1020]);
    const root = await auth.call('POST', 'auth/token/', { body: ADMIN });
    const made = await auth.call('POST', 'auth/register-admin/', {
      body: person(),
      access: String(root.body.data['access']),
    });
    expect([made.status, made.body.data['role'], made.cookie]).toEqual([201, 'admin', undefined]);
    const self = await auth.call('GET', 'auth/me/', { access: String(made.body.data['access']) });
    expect(self.body.data['role']).toBe('admin');
  });

  it('begin with one, though ten replicas bootstrap at once', async () => {
    const { database } = auth.db;
    await database.execute(`update user_account set deleted_at = now() where role = 'admin'`);
    const tries = Array.from({ length: 10 }, (_, i) =>
      auth.internal('POST', 'internal/bootstrap-admin', {
        email: `first${i}@example.com`,
        password: 'a-first-passphrase',
      }),
    );
    const outcomes = (await Promise.all(tries)).map(({ body }) => body.data['outcome']).sort();
    expect(outcomes).toEqual(['created', ...Array.from({ length: 9 }, () => 'exists')]);
  });
});
