import { request } from 'undici';
import { ServiceCredentials } from '#service-kit';
import { eventually } from '#testing';
import { platform } from '../support/platform.js';
import { newPerson, signIn } from './kit/people.js';
import { ask, claimsOf } from './kit/tokens.js';

describe('keys and logs of a running platform', () => {
  it('signing keys change without a failed request', async () => {
    const person = await newPerson();
    const before = keyOf(person.access);
    const { kid } = await internal<{ kid: string }>('signing-keys/rotate');
    let last = person;
    await eventually(
      async () => {
        last = await signIn(person.email);
        for (const { api } of [person, last])
          for (const path of ['auth/me/', 'orders/', 'bookings/']) expect((await api.get(path)).status).toBe(200);
        return keyOf(last.access) === kid;
      },
      { timeoutMs: 60_000, everyMs: 250 },
    );
    expect([before === kid, keyOf(last.access)]).toEqual([false, kid]);
    expect(claimsOf(last.access)['sub']).toBe(person.id);
  }, 90_000);

  it('the audit log is sealed, and a line that was changed, removed or added to the past shows', async () => {
    const person = await newPerson();
    await eventually(
      async () => {
        const rows = await ask(
          'auth',
          'select from audit_seal s join audit_log a on a.id = s.entry_id where a.actor_id = $1',
          [person.id],
        );
        expect(rows.length).toBe(1);
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );
    const verdict = await internal<{ sealed: number; overdue: number; faults: unknown[] }>('audit/verify');
    expect(verdict).toMatchObject({ overdue: 0, faults: [] });
    await expect(ask('auth', 'delete from audit_log where actor_id = $1', [person.id])).rejects.toThrow('append-only');
    await expect(ask('auth', 'update audit_seal set hash = hash')).rejects.toThrow('append-only');
  }, 60_000);

  it('a merchant reads its own part of it and nobody else', async () => {
    const [merchant, other] = [await newPerson('merchant'), await newPerson('merchant')];
    await merchant.api.post('auth/api-keys/', { name: 'Till' });
    const own = await merchant.api.get<{ action: string }[]>('auth/audit-log/');
    expect(own.data.map(({ action }) => action)).toEqual(['api_key_created', 'merchant_registered']);
    const others = await other.api.get<{ action: string }[]>(`auth/audit-log/?actor_id=${merchant.id}`);
    expect(others.data).toEqual([]);
  });
});

const keyOf = (access: string): string =>
  (JSON.parse(Buffer.from(access.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;

async function internal<T>(path: string): Promise<T> {
  const secret = platform().environments['api-gateway']['INTERNAL_SECRET'] ?? '';
  const { body } = await request(`${platform().authUrl}/internal/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-internal-credential': new ServiceCredentials('api-gateway', secret).issueFor('auth'),
    },
    body: '{}',
  });
  return ((await body.json()) as { data: T }).data;
}
