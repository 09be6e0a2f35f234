import { decodeJwt } from 'jose';
import { ADMIN, type Reply, type RunningAuth, startAuth } from './auth-service.fixture.js';

let auth: RunningAuth;
let admin: string;
let n = 0;

const PASSWORD = 'an-analytical-engine';

beforeAll(async () => {
  auth = await startAuth();
  admin = String((await auth.call('POST', 'auth/token/', { body: ADMIN })).body.data['access']);
});
afterAll(() => auth.close());

async function merchant() {
  const email = `merchant${(n += 1)}@example.com`;
  const { body, cookie } = await auth.call('POST', 'auth/register/', {
    body: { email, name: 'Shop', password: PASSWORD },
  });
  const access = String(body.data['access']);
  const { sub, mid } = decodeJwt<{ mid: string }>(access);
  return { email, access, cookie, key: String(body.data['api_key']), userId: String(sub), merchantId: mid };
}
const codeOf = ({ status, body }: Reply) => [status, body.exception?.code];
const authenticate = (key: string) => auth.internal('POST', 'internal/api-keys/authenticate', { key });
const events = (type: string) =>
  auth.db.database.query<{ payload: string }>('select payload from outbox where type = $1', [type]);

describe('an API key', () => {
  it('is exchanged by the gateway for a short token of its merchant and mode', async () => {
    const { key, merchantId, userId } = await merchant();
    const { status, body } = await authenticate(key);
    const claims = decodeJwt(String(body.data['access']));
    expect(status).toBe(200);
    expect(claims).toMatchObject({
      sub: userId,
      mid: merchantId,
      role: 'merchant',
      livemode: false,
      sid: body.data['key_id'],
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(60);
    expect((await auth.call('GET', 'auth/me/', { access: String(body.data['access']) })).status).toBe(200);
  });

  it('is not exchanged for anyone without the credential of the gateway', async () => {
    const { key } = await merchant();
    const url = '../../../internal/api-keys/authenticate';
    expect(codeOf(await auth.call('POST', url, { body: { key } }))).toEqual([401, 1002]);
  });

  it('is shown once and kept as a hash', async () => {
    const { access, key } = await merchant();
    const made = await auth.call('POST', 'auth/api-keys/', { access, body: { name: 'Tills' } });
    const list = await auth.call('GET', 'auth/api-keys/', { access });
    expect(made.status).toBe(201);
    expect(list.body.data.map((one) => (one as { name: string }).name)).toEqual(['Tills', 'Default']);
    expect(JSON.stringify(list.body)).not.toContain(String(made.body.data['api_key']));
    expect(JSON.stringify(list.body)).not.toContain(key.slice(0, 20));
    const rows = await auth.db.database.query<{ row: string }>('select k::text as row from api_key k');
    expect(rows.map(({ row }) => row).join()).not.toContain(key.slice(8, 40));
  });

  it('goes on for the overlap after it was rotated, and no longer', async () => {
    const { access, key } = await merchant();
    const [old] = (await auth.call('GET', 'auth/api-keys/', { access })).body.data as { id: string }[];
    const rotated = await auth.call('POST', `auth/api-keys/${old?.id}/rotate/`, { access, body: { overlap_hours: 1 } });
    expect([rotated.status, rotated.body.data['name']]).toEqual([201, 'Default']);
    expect((await authenticate(key)).status).toBe(200);
    expect((await authenticate(String(rotated.body.data['api_key']))).status).toBe(200);
    await auth.db.database.execute(`update api_key set expires_at = now() - interval '1 s' where id = $1`, [old?.id]);
    expect(codeOf(await authenticate(key))).toEqual([401, 1002]);
  });

  it('is dead at once when it is revoked, and the gateway hears of it', async () => {
    const { access, key } = await merchant();
    const [held] = (await auth.call('GET', 'auth/api-keys/', { access })).body.data as { id: string }[];
    const token = String((await authenticate(key)).body.data['access']);
    expect((await auth.call('DELETE', `auth/api-keys/${held?.id}/`, { access })).status).toBe(200);
    expect(codeOf(await authenticate(key))).toEqual([401, 1002]);
    expect(codeOf(await auth.call('GET', 'auth/me/', { access: token }))).toEqual([401, 1002]);
    expect((await auth.internal('GET', 'internal/sessions/ended')).body.data['session_ids']).toContain(held?.id);
  });

  it('of another merchant is not there', async () => {
    const [one, other] = [await merchant(), await merchant()];
    const [foreign] = (await auth.call('GET', 'auth/api-keys/', { access: other.access })).body.data as {
      id: string;
    }[];
    const { access } = one;
    expect(codeOf(await auth.call('DELETE', `auth/api-keys/${foreign?.id}/`, { access }))).toEqual([404, 1005]);
    expect(codeOf(await auth.call('POST', `auth/api-keys/${foreign?.id}/rotate/`, { access }))).toEqual([404, 1005]);
    expect((await authenticate(other.key)).status).toBe(200);
  });

  it.each(['', 'x', `fg_test_${'a'.repeat(49)}`, "fg_test_' or 1=1 --"])('is not %j', async (key) => {
    expect([401, 422]).toContain((await authenticate(key)).status);
  });
});

describe('a profile', () => {
  it('of a merchant can be renamed and given a webhook URL, and the others hear of it', async () => {
    auth.endpoints.answer = { status: 201, body: { success: true, data: { endpoint_id: 'x', secret: 'whsec_abc' } } };
    const { access } = await merchant();
    const body = { name: 'New name', webhook_url: 'https://shop.example/hooks' };
    const { status, body: answer } = await auth.call('PATCH', 'auth/me/', { access, body });
    expect([status, answer.data]).toEqual([200, expect.objectContaining({ ...body, webhook_secret: 'whsec_abc' })]);
    expect((await events('merchant.updated')).at(-1)?.payload).toContain('shop.example');
    const removed = await auth.call('PATCH', 'auth/me/', { access, body: { webhook_url: null } });
    expect(removed.body.data['webhook_url']).toBeNull();
  });

  it('keeps its role, e-mail address and mode, whatever is sent', async () => {
    const { access } = await merchant();
    for (const body of [{ role: 'admin' }, { email: 'x@example.com' }, { livemode: true }, { merchant_id: 'x' }]) {
      expect(codeOf(await auth.call('PATCH', 'auth/me/', { access, body }))).toEqual([422, 1004]);
    }
  });
});

describe('an admin', () => {
  it('disables and restores an account: its sessions and keys are dead, the others hear of it', async () => {
    const { access, cookie, key, userId, email } = await merchant();
    const disabled = await auth.call('POST', `admin/users/${userId}/disable/`, { access: admin });
    expect(disabled.body.data).toMatchObject({ id: userId, status: 'disabled' });
    expect(codeOf(await auth.call('GET', 'auth/me/', { access }))).toEqual([401, 1002]);
    expect(codeOf(await auth.call('POST', 'auth/refresh/', { cookie }))).toEqual([401, 1002]);
    expect(codeOf(await authenticate(key))).toEqual([403, 1003]);
    expect((await auth.internal('GET', 'internal/sessions/ended')).body.data['user_ids']).toContain(userId);
    await auth.call('POST', `admin/users/${userId}/restore/`, { access: admin });
    expect((await authenticate(key)).status).toBe(200);
    expect((await auth.call('POST', 'auth/token/', { body: { email, password: PASSWORD } })).status).toBe(200);
    const told = (await events('merchant.disabled')).slice(-2).map(({ payload }) => JSON.parse(payload) as object);
    expect(told).toMatchObject([{ disabled: true }, { disabled: false }]);
  });

  it('deletes softly: listed among the deleted, its e-mail address stays taken', async () => {
    const { userId, email } = await merchant();
    const deleted = await auth.call('DELETE', `admin/users/${userId}/`, { access: admin });
    expect(deleted.body.data).toMatchObject({ status: 'deleted' });
    const ids = async (query: string) =>
      (await auth.call('GET', `admin/users/${query}`, { access: admin })).body.data.map(
        (one) => (one as { id: string }).id,
      );
    expect(await ids('?limit=100')).not.toContain(userId);
    expect(await ids('?deleted=true')).toEqual([userId]);
    const again = { email, name: 'Shop', password: PASSWORD };
    expect(codeOf(await auth.call('POST', 'auth/register/', { body: again }))).toEqual([409, 1021]);
    expect(codeOf(await auth.call('POST', `admin/users/${userId}/disable/`, { access: admin }))).toEqual([409, 1022]);
  });

  it('walks through all users page by page', async () => {
    for (let i = 0; i < 3; i += 1) await merchant();
    const seen: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor ? `?limit=2&cursor=${cursor}` : '?limit=2';
      const { body } = await auth.call('GET', `admin/users/${query}`, { access: admin });
      seen.push(...body.data.map((one) => (one as { id: string }).id));
      cursor = body.page?.next_cursor ?? null;
    }
    const [{ users } = { users: 0 }] = await auth.db.database.query<{ users: number }>(
      'select count(*) as users from user_account where deleted_at is null',
    );
    expect([seen.length, new Set(seen).size]).toEqual([users, users]);
    expect(codeOf(await auth.call('GET', 'admin/users/?cursor=forged', { access: admin }))).toEqual([422, 1004]);
  });

  it('is never the last one to go, though two remove each other at once', async () => {
    const body = { email: 'second@example.com', name: 'Second', password: PASSWORD };
    const { body: made } = await auth.call('POST', 'auth/register-admin/', { access: admin, body });
    const second = String(made.data['access']);
    const [one, two] = [decodeJwt(admin).sub, decodeJwt(second).sub];
    const removals = await Promise.all([
      auth.call('DELETE', `admin/users/${two}/`, { access: admin }),
      auth.call('DELETE', `admin/users/${one}/`, { access: second }),
    ]);
    expect(removals.filter(({ status }) => status === 200)).toHaveLength(1);
    const active = await auth.db.database.query(
      `select 1 from user_account where role = 'admin' and deleted_at is null`,
    );
    expect(active).toHaveLength(1);
    await auth.db.database.execute(`update user_account set deleted_at = null, session_version = session_version + 1`);
    admin = String((await auth.call('POST', 'auth/token/', { body: ADMIN })).body.data['access']);
  });

  it('reads who did what to what, when and from where; nobody else does, and nothing in it can be changed', async () => {
    const { access, userId } = await merchant();
    await auth.call('POST', `admin/users/${userId}/disable/`, {
      access: admin,
      headers: { 'x-request-id': 'req-12345678' },
    });
    const { body } = await auth.call('GET', `admin/audit-log/?target_id=${userId}`, { access: admin });
    expect(body.data[0]).toMatchObject({
      action: 'user_disabled',
      actor: { email: ADMIN.email },
      target: { type: 'user', id: userId },
      ip: '127.0.0.1',
      request_id: 'req-12345678',
    });
    expect(codeOf(await auth.call('GET', 'admin/audit-log/', { access }))).toEqual([403, 1020]);
    const text = JSON.stringify((await auth.call('GET', 'admin/audit-log/?limit=100', { access: admin })).body);
    expect(text).not.toMatch(/fg_test_\w{20}|an-analytical-engine|\$argon2/);
    await expect(auth.db.database.execute('delete from audit_log')).rejects.toThrow('append-only');
  });
});
