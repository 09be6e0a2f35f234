import type { Socket } from 'node:net';
import { type Channel, connect } from 'amqplib';
import { newId } from '#kernel';
import { eventually } from '#testing';
import {
  appendAll,
  type Assembled,
  assemble,
  eavesdrop,
  eventsOf,
  newEvent,
  type Stage,
  stage,
  type WireEvent,
} from '../service.fixture.js';
import { generationQueueOf, queueOf } from '../topology/names.js';

const numbered = () => ({ ...newEvent('payment.captured'), eventId: newId() });

describe('the outbox relay', () => {
  let at: Stage;
  let payment: Assembled;
  let heard: WireEvent[];
  let ear: { stop(): Promise<void> };
  const queue = () => queueOf('analytics', 'payment', at.broker.namespace);
  const heardIds = () => new Set(heard.map(({ id }) => id));
  const listen = () => eavesdrop(at.broker.url, queue(), (message) => heard.push(...eventsOf(message)));
  const append = (...events: Parameters<typeof appendAll>[2]) => appendAll(at.producer.database, payment, events);
  const severed = async (): Promise<void> => {
    const { connection } = await payment.broker.publishing.connection();
    (connection as unknown as { stream: Socket }).stream.destroy(new Error('connection reset'));
  };

  beforeAll(async () => {
    at = await stage();
    payment = assemble('payment', at.producer.database, at.broker);
    payment.relay.start();
    await eventually(() => payment.relay.leading);
  });
  beforeEach(async () => {
    heard = [];
    ear = await listen();
  });
  afterEach(() => ear.stop());
  afterAll(async () => {
    await payment.close();
    await at.close();
  });

  it('publishes what was committed and nothing that was rolled back', async () => {
    const kept = newEvent('payment.captured');
    const lost = newEvent('payment.captured');
    await append(kept);
    await at.producer.database
      .transaction(async () => {
        await payment.outbox.append([lost]);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await eventually(() => heard.length > 0);
    expect(heard.map(({ subject }) => subject)).toEqual([kept.aggregateId]);
  });

  it('refuses events outside a transaction and bodies that do not fit their schema', async () => {
    await expect(payment.outbox.append([newEvent('payment.captured')])).rejects.toThrow('transaction');
    const wrong = { ...newEvent('payment.captured'), data: {} as never };
    await expect(append(wrong)).rejects.toThrow('payment.captured');
  });

  it('keeps the order of each aggregate and packs many events into few messages', async () => {
    let messages = 0;
    await ear.stop();
    ear = await eavesdrop(at.broker.url, queue(), (message) => {
      messages += 1;
      heard.push(...eventsOf(message));
    });
    const aggregates = Array.from({ length: 50 }, () => newId());
    const types = ['payment.authorized', 'payment.captured', 'payment.refunded'] as const;
    await append(...types.flatMap((type, nth) => aggregates.map((id) => newEvent(type, id, nth + 1))));
    await eventually(() => heard.length === 150);
    for (const id of aggregates) {
      expect(heard.filter(({ subject }) => subject === id).map(({ aggregateversion }) => aggregateversion)).toEqual([
        1, 2, 3,
      ]);
    }
    expect(messages).toBeLessThanOrEqual(6);
  });

  it('does not lose an event for which the broker had no queue', async () => {
    await ear.stop();
    const { channel, close } = await openRawChannel(at.broker.url);
    await channel.deleteQueue(queue());
    const event = { ...newEvent('order.created'), eventId: newId() };
    await append(event);
    await eventually(() => exists(at.broker.url, queue()));
    ear = await listen();
    await eventually(() => heardIds().has(event.eventId));
    await close();
  });

  it('goes on by itself after losing its connection to the broker, and to the database', async () => {
    const [first, second] = [numbered(), numbered()];
    await severed();
    await append(first);
    await eventually(() => heardIds().has(first.eventId));
    await at.producer.database.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'outbox relay' and datname = current_database()",
    );
    await append(second);
    await eventually(() => heardIds().has(second.eventId));
  });

  it('publishes again what consumers may have missed when the broker has lost its memory', async () => {
    const event = numbered();
    await append(event);
    await eventually(() => heardIds().has(event.eventId));
    heard.length = 0;
    const { channel, close } = await openRawChannel(at.broker.url);
    await channel.deleteQueue(generationQueueOf('payment', at.broker.namespace));
    await severed();
    await eventually(() => heardIds().has(event.eventId));
    await close();
  });

  it('is led by one of two replicas, and by the other as soon as the first is gone', async () => {
    const replica = assemble('payment', at.producer.database, at.broker);
    replica.relay.start();
    const events = Array.from({ length: 20 }, numbered);
    const heardOf = (some: typeof events) =>
      heard.filter(({ id }) => some.some(({ eventId }) => eventId === id)).length;
    for (const event of events.slice(0, 10)) await appendAll(at.producer.database, replica, [event]);
    await eventually(() => heardOf(events) === 10);
    expect([payment.relay.leading, replica.relay.leading]).toEqual([true, false]);
    await payment.close();
    for (const event of events.slice(10)) await appendAll(at.producer.database, replica, [event]);
    await eventually(() => heardIds().has(events.at(-1)?.eventId ?? ''));
    expect(replica.relay.leading).toBe(true);
    expect(heardOf(events)).toBe(20);
    await replica.close();
    payment = assemble('payment', at.producer.database, at.broker);
    payment.relay.start();
    await eventually(() => payment.relay.leading);
  });

  it('lets a leader that slept past its lease neither checkpoint nor hold up its successor', async () => {
    const replica = assemble('payment', at.producer.database, at.broker);
    await at.producer.database.execute(
      "update outbox_cursor set holder = 'someone', epoch = epoch + 1, lease_until = now() + interval '300 ms'",
    );
    const event = numbered();
    await append(event);
    await eventually(() => !payment.relay.leading);
    replica.relay.start();
    await eventually(() => heardIds().has(event.eventId));
    await replica.close();
    await eventually(() => payment.relay.leading);
  });
});

async function openRawChannel(url: string): Promise<{ channel: Channel; close(): Promise<void> }> {
  const connection = await connect(url);
  connection.on('error', () => undefined);
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  return { channel, close: () => connection.close() };
}

async function exists(url: string, queue: string): Promise<boolean> {
  const { channel, close } = await openRawChannel(url);
  const found = await channel.checkQueue(queue).then(
    () => true,
    () => false,
  );
  await close();
  return found;
}
