import { expectStatus } from '../support/actors.js';
import type { HttpClient } from '../support/http-client.js';
import { platform } from '../support/platform.js';
import { all, attack, said } from './kit/attack.js';
import { admin, cookieOf, newEmail, newKey, newPerson, type Person } from './kit/people.js';
import { claimsOf } from './kit/tokens.js';

const CARD = { card_number: '4242424242424242', expiry: '12/40', cvv: '123' };

/** A merchant that an admin opened for live money, with a key of each mode. */
interface Both {
  readonly owner: Person;
  readonly live: HttpClient;
  readonly test: HttpClient;
}

describe('live money and the sandbox', () => {
  let both: Both;
  beforeAll(async () => {
    const owner = await newPerson('merchant');
    expectStatus(await (await admin()).api.post(`admin/users/${owner.id}/go-live/`), 200);
    const keys = [await newKey(owner, { livemode: true }), await newKey(owner)];
    const [live, test] = keys.map(({ key }) => platform().gateway.as({ apiKey: key })) as [HttpClient, HttpClient];
    expect(keys.map(({ key }) => key.slice(0, 8))).toEqual(['fg_live_', 'fg_test_']);
    both = { owner, live, test };
  }, 30_000);

  const orderOf = async (by: HttpClient): Promise<string> => {
    const { data } = expectStatus(
      await by.post<{ order_id: string; livemode: boolean }>('orders/', { amount: '5.00' }),
      201,
    );
    return data.order_id;
  };
  const everythingWith = async (by: HttpClient, order: string) =>
    all([
      await by.get(`orders/${order}/`),
      await by.post('payments/', { order_id: order, method: 'upi' }),
      await by.post('payments/', { order_id: order, card_details: CARD }),
      await by.post(`orders/${order}/cancel/`),
    ]);

  attack('A32 a live key on an order of the sandbox', '403 1006', async () =>
    everythingWith(both.live, await orderOf(both.test)),
  );

  attack('A32 a test key on an order of live money', '403 1006', async () =>
    everythingWith(both.test, await orderOf(both.live)),
  );

  attack('A32 lists and filters of one mode with a key of the other', 'nothing of the other mode', async () => {
    const order = await orderOf(both.live);
    const seen = [];
    for (const path of [
      'orders/?limit=100',
      'payments/?limit=100',
      'refunds/?limit=100',
      `payments/?order_id=${order}`,
    ])
      if ((await both.test.get(path)).text.includes(order)) seen.push(path);
    return seen.length === 0 ? 'nothing of the other mode' : seen.join();
  });

  attack('R15 a live key that asks for the simulator, or sends raw card details', '422', async () => {
    const order = await orderOf(both.live);
    const tries = [
      { order_id: order, method: 'upi', provider: 'simulator' },
      { order_id: order, method: 'simulator' },
      { order_id: order, card_details: CARD },
    ];
    const answers = [];
    for (const body of tries) answers.push(await both.live.post('payments/', body));
    answers.push(await both.live.post('orders/', { amount: '1.00', provider: 'simulator' }));
    return all(answers.map(({ status }) => String(status)));
  });

  attack('R15 a merchant that nobody opened makes a live key, or turns its session to live', '403 1006', async () => {
    const merchant = await newPerson('merchant');
    return all([
      await merchant.api.post('auth/api-keys/', { livemode: true }),
      await merchant.api.post('auth/mode/', { livemode: true }),
    ]);
  });

  attack('R15 a merchant, a member and a customer who open themselves for live money', '403 1020', async () => {
    const [merchant, customer] = [await newPerson('merchant'), await newPerson()];
    return all([
      await merchant.api.post(`admin/users/${merchant.id}/go-live/`),
      await customer.api.post(`admin/users/${merchant.id}/go-live/`),
      await both.live.post(`admin/users/${merchant.id}/go-live/`),
    ]);
  });

  attack('R15 a key that turns to the other mode', '403 1006', async () =>
    all([
      await both.test.post('auth/mode/', { livemode: true }),
      await both.live.post('auth/mode/', { livemode: false }),
    ]),
  );

  attack('R15 a test key that makes a live key, or lets somebody into the team', '403 1006', async () =>
    all([
      await both.test.post('auth/api-keys/', { livemode: true }),
      await both.live.post('auth/api-keys/', { livemode: false }),
      await both.test.post('auth/team/invitations/', { email: newEmail('friend'), role: 'staff' }),
      await both.live.post('auth/team/invitations/', { email: newEmail('friend'), role: 'staff' }),
    ]),
  );

  attack('R15 a test key that rotates or revokes a live key, and the other way round', '404 1005', async () => {
    const [live, test] = [await newKey(both.owner, { livemode: true }), await newKey(both.owner)];
    return all([
      await both.test.post(`auth/api-keys/${live.id}/rotate/`, {}),
      await both.test.delete(`auth/api-keys/${live.id}/`),
      await both.live.post(`auth/api-keys/${test.id}/rotate/`, {}),
      await both.live.delete(`auth/api-keys/${test.id}/`),
    ]);
  });

  attack('A37 a key tied to addresses that makes or rotates one that is not', '403 1006', async () => {
    const [tied, free] = [
      await newKey(both.owner, { allowed_ips: ['127.0.0.0/8', '::1/128'] }),
      await newKey(both.owner),
    ];
    const by = platform().gateway.as({ apiKey: tied.key });
    return all([await by.post('auth/api-keys/', {}), await by.post(`auth/api-keys/${free.id}/rotate/`, {})]);
  });

  it('a key makes, sees and rotates keys of its own mode', async () => {
    expectStatus(await both.test.post('auth/api-keys/', {}), 201);
    const { data } = expectStatus(await both.test.get<{ livemode: boolean }[]>('auth/api-keys/'), 200);
    expect(new Set(data.map(({ livemode }) => livemode))).toEqual(new Set([false]));
    const { id } = await newKey(both.owner);
    expectStatus(await both.test.post(`auth/api-keys/${id}/rotate/`, {}), 201);
  });

  it('a session sees one mode, keeps it when it is refreshed, and goes back', async () => {
    const { owner } = both;
    const [sandbox, live] = [await orderOf(owner.api), await orderOf(both.live)];
    const turned = expectStatus(await owner.api.post<{ access: string }>('auth/mode/', { livemode: true }), 200);
    const now = platform().gateway.as({ bearer: turned.data.access });
    expect([said(await now.get(`orders/${live}/`)), said(await now.get(`orders/${sandbox}/`))]).toEqual([
      '200',
      '403 1006',
    ]);
    expect((await now.get<object>('auth/me/')).data).toMatchObject({ livemode: true, live_since: expect.any(String) });
    const refreshed = await platform().gateway.post<{ access: string }>('auth/refresh/', undefined, {
      cookie: owner.cookie,
    });
    expect(claimsOf(expectStatus(refreshed, 200).data.access)['livemode']).toBe(true);
    expectStatus(await now.post('auth/mode/', { livemode: false }), 200);
    const back = await platform().gateway.post<{ access: string }>('auth/refresh/', undefined, {
      cookie: cookieOf(refreshed),
    });
    expect(claimsOf(back.data.access)['livemode']).toBe(false);
    expectStatus(await owner.api.post('auth/mode/', { livemode: false }), 200);
    const { data: turns } = await (await admin()).api.get<{ detail: object }[]>(
      `admin/audit-log/?action=mode_switched&actor_id=${owner.id}`,
    );
    expect(turns.map(({ detail }) => detail)).toEqual([{ livemode: false }, { livemode: true }]);
  });

  it('an order carries its mode, and a rotated key keeps its own', async () => {
    const order = await both.live.get<{ livemode: boolean }>(`orders/${await orderOf(both.live)}/`);
    expect(order.data.livemode).toBe(true);
    const { id } = await newKey(both.owner, { livemode: true });
    const rolled = await both.owner.api.post<{ api_key: string }>(`auth/api-keys/${id}/rotate/`, {});
    expect(rolled.data.api_key).toMatch(/^fg_live_/);
  });

  it('only owners of merchants are opened, once, and the log says who did it', async () => {
    const root = await admin();
    const [customer, owner] = [await newPerson(), await newPerson('merchant')];
    expect(said(await root.api.post(`admin/users/${customer.id}/go-live/`))).toBe('409 1022');
    const first = await root.api.post<{ live_since: string }>(`admin/users/${owner.id}/go-live/`);
    const again = await root.api.post<{ live_since: string }>(`admin/users/${owner.id}/go-live/`);
    expect(again.data.live_since).toBe(first.data.live_since);
    const { data } = await root.api.get<{ actor: { id: string } }[]>(
      `admin/audit-log/?action=merchant_opened_live&target_id=${owner.id}`,
    );
    expect(data).toMatchObject([{ actor: { id: root.id } }]);
  });
});
