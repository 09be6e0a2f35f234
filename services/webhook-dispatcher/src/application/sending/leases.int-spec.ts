import { jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#kernel';
import { Database, LeaseHolder } from '#postgres';
import { Receiver } from '../../receiver.fixture.js';
import { receivedEvent, ServiceFixture, type TestMerchant, SLOW_MS, soon } from '../../service.fixture.js';
import { DueDeliveries, type LeasedDelivery, WebhookEvents } from '../ports.js';

const settings = { WEBHOOK_TOTAL_TIMEOUT_MS: '300', WEBHOOK_LEASE_MS: '1000' };
const delivered = { outcome: { statusCode: 200, error: null, durationMs: 5, response: null, retryAfterMs: null } };

jest.setTimeout(SLOW_MS);

describe('leases', () => {
  let service: ServiceFixture;
  let merchant: TestMerchant;
  let sink: Receiver;
  let endpointId: string;

  beforeEach(async () => {
    service = await ServiceFixture.start(settings);
    merchant = await service.merchant();
    sink = await Receiver.start();
    const { data } = await merchant.call<{ id: string }>('POST', 'webhooks/endpoints/', { url: sink.url });
    endpointId = data.id;
  });
  afterEach(async () => {
    await service.close();
    await sink.stop();
  });

  /** Recorded and leased in one transaction, by a worker that is never heard of again. */
  const leasedByTheDead = async (): Promise<LeasedDelivery> => {
    const event = receivedEvent(merchant.id, 'payment.captured');
    const due = service.app.get(DueDeliveries);
    const leased = await service.app.get(Database).transaction(async () => {
      const one = { id: event.id, type: event.type, merchantId: merchant.id, livemode: false, body: '{}' };
      await service.app.get(WebhookEvents).record([one], []);
      return due.lease([{ endpointId, room: 1 }], true);
    });
    return leased[0] as LeasedDelivery;
  };
  const status = async (id: string) =>
    (await merchant.call<{ status: string; attempts: { error: string | null }[] }>('GET', `webhooks/deliveries/${id}/`))
      .data;

  it('of a worker that died end, and another delivers; the lost attempt stays on record', async () => {
    const { id } = await leasedByTheDead();
    expect((await status(id)).status).toBe('delivering');
    await soon(async () => expect((await status(id)).status).toBe('delivered'));
    expect((await status(id)).attempts).toMatchObject([{ error: 'abandoned' }, { error: null }]);
    expect(sink.received).toHaveLength(1);
  });

  it('of a worker that was killed go to another at once, however long they would last', async () => {
    const dead = new LeaseHolder(service.database);
    dead.start();
    await soon(() => expect(dead.id).not.toBeNull());
    const { id } = await leasedByTheDead();
    await service.database.execute(
      "update delivery set lease_holder = $2, due_at = now() + interval '1 day' where id = $1",
      [id, dead.id],
    );
    await dead.stop();
    await soon(async () => expect((await status(id)).status).toBe('delivered'));
    expect((await status(id)).attempts).toMatchObject([{ error: 'abandoned' }, { error: null }]);
  });

  it('name the worker that holds them', async () => {
    const holder = service.app.get(LeaseHolder);
    await soon(() => expect(holder.id).not.toBeNull());
    const one = receivedEvent(merchant.id, 'payment.captured');
    const events = [{ id: one.id, type: one.type, merchantId: merchant.id, livemode: false, body: '{}' }];
    const first = await service.app.get(WebhookEvents).record(events, [{ endpointId, room: 2 }]);
    const { id } = await leasedByTheDead();
    const rows = await service.database.query<{ lease_holder: number }>(
      'select lease_holder from delivery where id = any($1)',
      [[id, first.leased[0]?.id]],
    );
    expect(rows).toEqual([{ lease_holder: holder.id }, { lease_holder: holder.id }]);
  });

  it('fence: the result of a worker that was taken over changes nothing', async () => {
    const stale = await leasedByTheDead();
    const due = service.app.get(DueDeliveries);
    await soon(async () => expect((await status(stale.id)).status).toBe('delivered'));
    const verdict = { status: 'exhausted', gone: false } as const;
    const ours = await due.settle([{ delivery: stale, sent: { ...delivered, verdict } }]);
    expect(ours.size).toBe(0);
    expect((await status(stale.id)).status).toBe('delivered');
  });

  it('come with the delivery itself where the endpoint does well: one write, one attempt, and never more than fit', async () => {
    const event = () => receivedEvent(merchant.id, 'payment.captured');
    const events = [event(), event(), event()].map(({ id, type }) => {
      return { id, type, merchantId: merchant.id, livemode: false, body: '{}' };
    });
    const made = await service.app.get(WebhookEvents).record(events, [{ endpointId, room: 2 }]);
    expect(made.due).toEqual([endpointId]);
    expect(made.leased.map(({ eventId }) => eventId)).toEqual(events.slice(0, 2).map(({ id }) => id));
    for (const { id } of made.leased)
      expect(await status(id)).toMatchObject({ status: 'delivering', attempts: [{ number: 1, error: null }] });
    const again = await service.app.get(WebhookEvents).record(events, [{ endpointId, room: 2 }]);
    expect(again).toEqual({ leased: [], due: [] });
  });

  it.each([
    ['was opened before', 'openings = 1'],
    ['keeps it shut', "open_until = now() + interval '1 min'"],
    ['is paused', 'paused = true'],
  ])('do not come with deliveries to an endpoint whose breaker or merchant %s', async (_, state) => {
    const one = receivedEvent(merchant.id, 'payment.captured');
    const events = [{ id: one.id, type: one.type, merchantId: merchant.id, livemode: false, body: '{}' }];
    await service.database.query(`update endpoint set ${state} where id = '${endpointId}'`);
    const made = await service.app.get(WebhookEvents).record(events, [{ endpointId, room: 2 }]);
    expect(made).toEqual({ leased: [], due: [endpointId] });
  });

  it('are exclusive: many workers at once never take the same delivery', async () => {
    sink.behave = () => undefined;
    await service.app.close();
    const another = await service.startAnother({ ...settings, WEBHOOK_POLL_INTERVAL_MS: '600000' });
    try {
      const events = Array.from({ length: 200 }, () => ({ ...receivedEvent(merchant.id, 'payment.captured') }));
      const rows = events.map(({ id, type }) => ({ id, type, merchantId: merchant.id, livemode: false, body: '{}' }));
      await another.get(WebhookEvents).record(rows, []);
      const due = another.get(DueDeliveries);
      const taken = await Promise.all(Array.from({ length: 8 }, () => due.lease([{ endpointId, room: 50 }], true)));
      const ids = taken.flat().map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThanOrEqual(50);
    } finally {
      await another.close();
    }
  });

  it('are given back when the process stops: what is under way ends, the rest is sent by another at once', async () => {
    sink.behave = (response) => void sleep(150).then(() => response.writeHead(200).end());
    await service.publish(merchant, 'payment.captured', 40);
    await soon(() => expect(sink.received.length).toBeGreaterThan(0));
    await service.app.close();
    const rows = await service.database.query<{ status: string; n: number }>(
      `select status, count(*) as n from delivery group by status`,
    );
    const count = Object.fromEntries(rows.map(({ status: name, n }) => [name, n]));
    expect(count['delivering'] ?? 0).toBe(0);
    expect((count['delivered'] ?? 0) > 0 && (count['pending'] ?? 0) + (count['retrying'] ?? 0) > 0).toBe(true);
    sink.behave = (response) => void response.writeHead(200).end();
    const another = await service.startAnother(settings);
    await soon(() => expect(new Set(sink.ids()).size).toBe(40));
    expect(sink.received).toHaveLength(40);
    await another.close();
  });

  it('of another merchant or mode are never taken for an endpoint that does not exist', async () => {
    expect(await service.app.get(DueDeliveries).lease([{ endpointId: newId(), room: 5 }], true)).toEqual([]);
  });
});
