import { type Channel, type ChannelModel, connect } from 'amqplib';
import type { EventType } from '#contracts';
import { newId } from '#kernel';
import { eventually } from '#testing';
import { ConfirmPublisher } from '../../broker/confirm-publisher.js';
import { openConfirmChannel } from '../../broker/open-channel.js';
import { ServiceMessagingHealth } from '../../service-health.js';
import {
  appendAll,
  type Assembled,
  assemble,
  eavesdrop,
  eventsOf,
  newEvent,
  type Stage,
  stage,
} from '../../service.fixture.js';
import { declareTopology } from '../../topology/declare-topology.js';
import { queueOf } from '../../topology/names.js';
import { Lease } from '../lease.js';
import type { ConsumerQueues } from './consumer-queues.js';
import { Stragglers } from './stragglers.js';

/** Heard by booking, webhook-dispatcher and analytics. */
const newlyTold = (type: EventType, aggregateId: string) => ({ ...newEvent(type, aggregateId), eventId: newId() });
const route = { producer: 'payment', consumer: 'analytics' } as const;

describe('a consumer whose queue refuses', () => {
  let at: Stage;
  let payment: Assembled;
  let connection: ChannelModel;
  let channel: Channel;
  let ears: { stop(): Promise<void> }[];
  const queue = (consumer: 'analytics' | 'booking') => queueOf(consumer, 'payment', at.broker.namespace);

  beforeEach(async () => {
    at = await stage();
    ears = [];
    payment = assemble('payment', at.producer.database, at.broker);
    connection = await connect(at.broker.url);
    connection.on('error', () => undefined);
    channel = await connection.createChannel();
    await declareTopology(channel, [route], at.broker.namespace);
  });
  afterEach(async () => {
    for (const ear of ears) await ear.stop();
    await payment.close();
    await connection.close();
    await at.close();
  });

  /** Heard ids in their order. */
  const listen = async (consumer: 'analytics' | 'booking'): Promise<string[]> => {
    const heard: string[] = [];
    const hear = (message: Parameters<typeof eventsOf>[0]) => heard.push(...eventsOf(message).map(({ id }) => id));
    ears.push(await eavesdrop(at.broker.url, queue(consumer), hear));
    return heard;
  };
  const lead = async (): Promise<void> => {
    payment.relay.start();
    await eventually(() => payment.relay.leading);
  };
  const tell = async (count = 1, type: EventType = 'payment.captured', aggregate?: string): Promise<string[]> => {
    const events = Array.from({ length: count }, () => newlyTold(type, aggregate ?? newId()));
    await appendAll(at.producer.database, payment, events);
    return events.map(({ eventId }) => eventId);
  };
  const report = async () => {
    const { broker, transport, deadLetters, stats } = payment;
    return new ServiceMessagingHealth(at.producer.database, broker, transport, deadLetters, stats).report();
  };
  const has = (heard: readonly string[], ids: readonly string[]) =>
    eventually(() => ids.every((id) => heard.includes(id)), { timeoutMs: 20_000 });
  /** By hand, and wrong: what an operator does late at night. */
  const otherArguments = async () => {
    await channel.deleteQueue(queue('analytics'));
    await channel.assertQueue(queue('analytics'), { durable: true });
  };
  const locked = async () => {
    await channel.deleteQueue(queue('analytics'));
    await channel.assertQueue(queue('analytics'), { exclusive: true, durable: false });
  };
  const mended = async () => {
    await channel.deleteQueue(queue('analytics'));
    await declareTopology(channel, [route], at.broker.namespace);
  };
  const noneLeft = () => eventually(async () => (await report()).stragglers.length === 0, { timeoutMs: 20_000 });

  it.each([
    ['is there with other arguments', otherArguments, 'PRECONDITION_FAILED'],
    ['belongs to a connection of somebody else', locked, 'RESOURCE_LOCKED'],
  ])('holds up nobody else when it %s, is told of, and gets all once it is mended', async (_, broken, reason) => {
    await broken();
    await lead();
    const heard = await listen('booking');
    const [first, second] = [await tell(), await tell()];
    await has(heard, [...first, ...second]);
    await eventually(async () => (await report()).oldestUnconfirmedMs === 0);
    const { stragglers } = await report();
    expect(stragglers).toEqual([
      { consumer: 'analytics', lagMs: expect.any(Number), reason: expect.stringContaining(reason) },
    ]);
    expect(stragglers[0]?.lagMs).toBeGreaterThan(0);
    expect(payment.stats.numbers()).toMatchObject({
      outbox_stragglers: 1,
      outbox_straggler_lag_ms: stragglers[0]?.lagMs,
    });
    await mended();
    const late = await listen('analytics');
    await has(late, [...first, ...second]);
    await noneLeft();
    const after = await tell();
    await has(late, after);
    expect(late).toEqual([...first, ...second, ...after]);
  });

  it('holds up nobody else when it is full and told to refuse, and gets all when there is room', async () => {
    await lead();
    await channel.deleteQueue(queue('analytics'));
    const full = { 'x-queue-type': 'quorum', 'x-max-length': 1, 'x-overflow': 'reject-publish' };
    await channel.assertQueue(queue('analytics'), { durable: true, arguments: full });
    const heard = await listen('booking');
    const told: string[] = [];
    for (let i = 0; i < 8; i += 1) {
      // Each in a frame of its own: the queue counts frames.
      told.push(...(await tell()));
      await has(heard, told);
    }
    await eventually(async () => (await report()).stragglers[0]?.consumer === 'analytics');
    const some = await listen('analytics');
    await eventually(() => some.length > 0);
    await ears.pop()?.stop();
    await mended();
    const others = await listen('analytics');
    await eventually(() => told.every((id) => some.includes(id) || others.includes(id)), { timeoutMs: 20_000 });
    await noneLeft();
  });

  it('is remembered by the next leader, with the backlog that grew in between', async () => {
    await otherArguments();
    await lead();
    const heard = await listen('booking');
    const before = await tell();
    await has(heard, before);
    await payment.relay.stop();
    const meanwhile = await tell(4_500);
    payment = assemble('payment', at.producer.database, at.broker);
    await lead();
    await has(heard, meanwhile);
    await mended();
    const late = await listen('analytics');
    await has(late, [...before, ...meanwhile]);
    await noneLeft();
    expect(new Set(late).size).toBe(late.length);
  });

  it('lost what an operator purged, and is told again of it when the operator asks', async () => {
    await lead();
    const told = [...(await tell()), ...(await tell())];
    await eventually(async () => (await channel.checkQueue(queue('analytics'))).messageCount === 2);
    await channel.purgeQueue(queue('analytics'));
    const again = (listener: string) =>
      at.producer.database.query("select outbox_send_again($1, now() - interval '1 hour')", [listener]);
    await expect(again('analytic')).rejects.toThrow('no event here is for analytic');
    await again('analytics');
    const heard = await listen('analytics');
    await has(heard, told);
    await noneLeft();
    const after = await tell();
    await has(heard, after);
    expect(heard).toEqual([...told, ...after]);
  });

  it('with room for few is offered fewer, until it has all', async () => {
    const { client, lease } = await session();
    const small = { 'x-queue-type': 'quorum', 'x-max-length': 3, 'x-overflow': 'reject-publish' };
    await channel.deleteQueue(queue('analytics'));
    await channel.assertQueue(queue('analytics'), { durable: true, arguments: small });
    // As a policy would have it: declared as it should be, and full all the same.
    const queues = { prepare: async () => undefined } as unknown as ConsumerQueues;
    const open = await openConfirmChannel(payment.broker.publishing);
    const options = { service: 'payment', rabbitmqUrl: at.broker.url, namespace: at.broker.namespace } as const;
    const stragglers = new Stragglers(options, client, lease, queues, new ConfirmPublisher(open));
    await stragglers.leave('analytics', lease.stored, 'full');
    const told: string[] = [];
    for (let i = 0; i < 40; i += 1)
      told.push(...(await tell(1, i % 2 ? 'payment.captured' : 'payment.refunded', 'one')));
    const main = { done: await snapshot(), cur: null, subId: 0 };
    const heard = await listen('analytics');
    await eventually(
      async () => {
        await stragglers.catchUp(main);
        return stragglers.none;
      },
      { timeoutMs: 60_000 },
    );
    await has(heard, told);
    await lease.release();
    await client.end();
  }, 90_000);

  const session = async () => {
    const client = await at.producer.database.connectAlone('leader', {}, () => undefined);
    const lease = await Lease.acquire(client, newId());
    if (!lease) throw new Error('somebody else leads');
    return { client, lease };
  };
  const snapshot = async () => {
    const [row] = await at.producer.database.query<{ now: string }>('select pg_current_snapshot()::text as now');
    return row?.now ?? '';
  };
});
