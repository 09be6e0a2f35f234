import { jest } from '@jest/globals';
import { newId } from '#kernel';
import { Receiver } from '../receiver.fixture.js';
import { ServiceFixture, type TestMerchant, SLOW_MS, soon } from '../service.fixture.js';

interface EndpointReply {
  id: string;
  url: string;
  secret?: string;
  events: string[];
  status: string;
  secrets: { expires_at: string | null }[];
}

jest.setTimeout(SLOW_MS);

describe('webhook endpoints over HTTP', () => {
  let service: ServiceFixture;
  let sink: Receiver;
  let merchant: TestMerchant;

  beforeAll(async () => {
    [service, sink] = await Promise.all([ServiceFixture.start(), Receiver.start()]);
  });
  afterAll(async () => {
    await service.close();
    await sink.stop();
  });
  beforeEach(async () => {
    merchant = await service.merchant();
  });

  const create = (body: object = {}) =>
    merchant.call<EndpointReply>('POST', 'webhooks/endpoints/', { url: sink.url, ...body });
  const path = (id: string, action = '') => `webhooks/endpoints/${id}/${action}`;

  it('show the secret once: at creation and at rotation', async () => {
    const { status, data } = await create({ events: ['payment.*', 'payment.*'], description: 'main' });
    expect(status).toBe(201);
    expect(data).toMatchObject({ url: sink.url, events: ['payment.*'], status: 'enabled', livemode: false });
    expect(data.secret).toMatch(/^whsec_[A-Za-z0-9+/=]{44}$/);
    expect(JSON.stringify((await merchant.call('GET', 'webhooks/endpoints/')).data)).not.toContain('whsec_');
    const rotated = await merchant.call<EndpointReply>('POST', path(data.id, 'rotate-secret/'));
    expect(rotated.data.secret).not.toBe(data.secret);
    expect(rotated.data.secrets.map(({ expires_at: end }) => end === null)).toEqual([true, false]);
    const stored = await service.database.query('select secrets::text as secrets from endpoint');
    expect(JSON.stringify(stored)).not.toContain(data.secret?.slice(6));
  });

  it('refuse the same URL twice', async () => {
    await create();
    const again = await create();
    expect([again.status, again.exception?.code]).toEqual([409, 1021]);
  });

  it.each([
    [{ url: 'http://169.254.169.254/latest' }, 'url'],
    [{ url: 'https://user:pass@example.com/' }, 'url'],
    [{ url: 'not a url' }, 'url'],
    [{ url: 5 }, 'url'],
    [{ events: [] }, 'events'],
    [{ events: ['payments.*'] }, 'events'],
    [{ events: ['payment.captured\r\nx: y'] }, 'events'],
    [{ description: 'x'.repeat(201) }, 'description'],
    [{ secret: 'whsec_mine' }, 'secret'],
  ])('refuse %j, naming the field', async (body, field) => {
    const { status, exception } = await create(body);
    expect([status, exception?.code]).toEqual([422, 1004]);
    expect(exception?.meta).toMatchObject({ errors: [{ field }] });
  });

  it('change, are disabled and enabled, and are deleted', async () => {
    const { data } = await create();
    const changed = await merchant.call('PATCH', path(data.id), { events: ['booking.*'], status: 'disabled' });
    expect(changed.data).toMatchObject({ events: ['booking.*'], status: 'disabled', disabled_reason: 'requested' });
    const enabled = await merchant.call('POST', path(data.id, 'enable/'));
    expect(enabled.data).toMatchObject({ status: 'enabled', missed_since: expect.any(String) });
    expect((await merchant.call('DELETE', path(data.id))).status).toBe(200);
    expect((await merchant.call('GET', path(data.id))).status).toBe(404);
    expect((await create()).status).toBe(201);
  });

  it('get only the events they asked for, and none while disabled', async () => {
    const { data } = await create({ events: ['booking.*', 'payment.failed'] });
    await service.publish(merchant, 'payment.captured');
    const [failed] = await service.publish(merchant, 'payment.failed');
    await merchant.call('PATCH', path(data.id), { status: 'disabled' });
    await service.publish(merchant, 'booking.confirmed');
    const { data: deliveries } = await merchant.call<{ event_id: string }[]>('GET', 'webhooks/deliveries/');
    expect(deliveries.map(({ event_id: id }) => id)).toEqual([failed]);
    expect((await merchant.call<unknown[]>('GET', 'events/')).data).toHaveLength(3);
  });

  it('send a test on demand, ten a minute, whatever they subscribe to', async () => {
    const { data } = await create({ events: ['booking.*'] });
    const before = sink.received.length;
    const sent = await merchant.call<{ delivery_id: string; event_id: string }>('POST', path(data.id, 'test/'));
    expect(sent.status).toBe(202);
    await soon(() => expect(sink.received.length).toBe(before + 1));
    expect(JSON.parse(sink.received.at(-1)?.body ?? '')).toMatchObject({
      id: sent.data.event_id,
      event: 'webhook.test',
    });
    expect((await merchant.call('GET', `webhooks/deliveries/${sent.data.delivery_id}/`)).status).toBe(200);
    for (let i = 1; i < 10; i += 1) await merchant.call('POST', path(data.id, 'test/'));
    expect((await merchant.call('POST', path(data.id, 'test/'))).exception?.code).toBe(1007);
  });

  it('recover what was missed while disabled and what was exhausted, once', async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const { data } = await create({ events: ['payment.*'] });
    sink.behave = (response) => void response.writeHead(500).end();
    const [exhausted] = await service.publish(merchant, 'payment.captured');
    await soon(async () => {
      const { data: rows } = await merchant.call<unknown[]>('GET', 'webhooks/deliveries/?status=exhausted');
      expect(rows).toHaveLength(1);
    });
    sink.behave = (response) => void response.writeHead(200).end();
    await merchant.call('PATCH', path(data.id), { status: 'disabled' });
    const missed = await service.publish(merchant, 'payment.failed', 3);
    await service.publish(merchant, 'booking.confirmed');
    await merchant.call('POST', path(data.id, 'enable/'));
    const before = sink.received.length;
    expect((await merchant.call('POST', path(data.id, 'recover/'), { since })).status).toBe(202);
    const expected = [exhausted, ...missed].sort();
    await soon(() => expect(sink.ids().slice(before).sort()).toEqual(expected));
    const again = await merchant.call('POST', path(data.id, 'recover/'), { since });
    expect(again.exception?.code).toBe(1007);
    const tooOld = await merchant.call('POST', path(data.id, 'recover/'), { since: '2020-01-01T00:00:00Z' });
    expect(tooOld.exception?.code).toBe(1004);
  });

  it('page deliveries and events by cursor', async () => {
    await create();
    const ids = await service.publish(merchant, 'payment.captured', 5);
    const seen: string[] = [];
    for (let cursor: string | null | undefined = ''; cursor !== null;) {
      const query: string = cursor ? `&cursor=${cursor}` : '';
      const { data, page } = await merchant.call<{ id: string }[]>('GET', `events/?limit=2${query}`);
      seen.push(...data.map(({ id }) => id));
      cursor = page?.next_cursor ?? null;
    }
    expect(seen).toEqual([...ids].sort().reverse());
    const filtered = await merchant.call<unknown[]>('GET', 'webhooks/deliveries/?event=payment.captured&limit=3');
    expect(filtered.data).toHaveLength(3);
    expect(filtered.page?.next_cursor).not.toBeNull();
    expect((await merchant.call('GET', 'webhooks/deliveries/?cursor=forged')).status).toBe(422);
  });

  it("are another merchant's: 404 on every route, and never in a list", async () => {
    const { data } = await create();
    const [eventId] = await service.publish(merchant, 'payment.captured');
    const { data: deliveries } = await merchant.call<{ id: string }[]>('GET', 'webhooks/deliveries/');
    const deliveryId = deliveries[0]?.id;
    const other = await service.merchant();
    const calls: [string, string, object?][] = [
      ['GET', path(data.id)],
      ['PATCH', path(data.id), { description: 'mine' }],
      ['DELETE', path(data.id)],
      ['POST', path(data.id, 'rotate-secret/')],
      ['POST', path(data.id, 'test/')],
      ['POST', path(data.id, 'enable/')],
      ['POST', path(data.id, 'recover/'), { since: new Date(Date.now() - 1_000).toISOString() }],
      ['GET', `webhooks/deliveries/${deliveryId}/`],
      ['POST', `webhooks/deliveries/${deliveryId}/resend/`],
      ['GET', `events/${eventId}/`],
      ['GET', 'events/not-an-id/'],
    ];
    for (const [method, route, body] of calls) {
      expect([method, route, (await other.call(method, route, body)).status]).toEqual([method, route, 404]);
    }
    expect((await other.call('GET', `webhooks/deliveries/?endpoint=${data.id}`)).data).toEqual([]);
    expect((await other.call('GET', 'events/')).data).toEqual([]);
    expect((await (await service.as('customer'))('GET', 'events/')).status).toBe(403);
  });

  it('are registered once for auth, however many ask at once; only the first answer has the secret', async () => {
    const request = { merchant_id: newId(), livemode: false, url: 'http://localhost:41999/hooks' };
    const register = () =>
      service.internal<{ endpoint_id: string; secret: string | null }>('auth', 'endpoints', request);
    const answers = await Promise.all(Array.from({ length: 5 }, register));
    expect(new Set(answers.map(({ data }) => data.endpoint_id)).size).toBe(1);
    expect(answers.filter(({ data }) => data.secret !== null)).toHaveLength(1);
    expect((await service.internal('payment', 'endpoints', request)).status).toBe(403);
  });
});
