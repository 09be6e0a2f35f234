import { type Channel, connect } from 'amqplib';
import { newId } from '#kernel';
import { eventually } from '#testing';
import { DeadLetterDrain } from '../dead-letters/dead-letter-drain.js';
import { openConfirmChannel } from '../broker/open-channel.js';
import {
  appendAll,
  type Assembled,
  assemble,
  eavesdrop,
  eventsOf,
  newEvent,
  type Stage,
  stage,
} from '../service.fixture.js';
import { generationQueueOf, queueOf } from '../topology/names.js';
import { Leadership } from './leadership.js';
import { Lease } from './lease.js';
import { adoptCluster, rewind } from './rewind.js';

/** Heard by booking, webhook-dispatcher and analytics: the queues of the others are there throughout. */
const captured = () => ({ ...newEvent('payment.captured'), eventId: newId() });

const IDENTITY = { systemIdentifier: 'another', brokerGeneration: newId() };

describe('a queue that one of several consumers lost', () => {
  let at: Stage;
  let payment: Assembled;
  let outside: { channel: Channel; close(): Promise<void> };
  const queue = () => queueOf('analytics', 'payment', at.broker.namespace);
  const mark = () => generationQueueOf('payment', at.broker.namespace);

  beforeEach(async () => {
    at = await stage();
    payment = assemble('payment', at.producer.database, at.broker);
    payment.relay.start();
    await eventually(() => payment.relay.leading);
    const connection = await connect(at.broker.url);
    const channel = await connection.createChannel();
    outside = { channel, close: () => connection.close() };
  });
  afterEach(async () => {
    await outside.close();
    await payment.close();
    await at.close();
  });

  /** Publishes one event that is confirmed and lies in the consumer's queue. */
  const tell = async (): Promise<string> => {
    const event = captured();
    await appendAll(at.producer.database, payment, [event]);
    await eventually(async () => (await outside.channel.checkQueue(queue())).messageCount > 0);
    return event.eventId;
  };
  const hears = async (...ids: string[]): Promise<void> => {
    const heard = new Set<string>();
    const ear = await eavesdrop(at.broker.url, queue(), (message) => {
      for (const { id } of eventsOf(message)) heard.add(id);
    });
    await eventually(() => ids.every((id) => heard.has(id)));
    await ear.stop();
  };

  it('is noticed with the next event, though the others got theirs; it and what was in the queue come again', async () => {
    const before = await tell();
    await outside.channel.deleteQueue(queue());
    const after = captured();
    await appendAll(at.producer.database, payment, [after]);
    await eventually(() => existsAgain());
    await hears(before, after.eventId);
  });

  it('hangs on no binding that somebody could delete', async () => {
    const connection = await connect(at.broker.url);
    connection.on('error', () => undefined);
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    await expect(channel.unbindQueue(queue(), '', queue())).rejects.toThrow('ACCESS_REFUSED');
    await connection.close();
    await hears(await tell());
  });

  it('is noticed when it went while its consumer was away, whichever part of the consumer comes first', async () => {
    await tell();
    await outside.channel.deleteQueue(queue());
    const { broker, publisher } = assemble('analytics', at.consumer.database, at.broker);
    const route = { producer: 'payment', consumer: 'analytics' } as const;
    const { namespace } = at.broker;
    const link = broker.consuming;
    const context = { database: at.consumer.database, link, publisher, route, queue: queue(), namespace };
    const drain = new DeadLetterDrain(context);
    drain.start();
    await eventually(() => existsAgain());
    expect(await exists(mark())).toBe(false);
    await drain.stop();
    await broker.close();
  });

  it('is not forgotten by a leader that made it anew and died before it could go back', async () => {
    await payment.close();
    await told();
    await outside.channel.deleteQueue(queue());
    const client = await at.producer.database.connectAlone('leader', {}, () => undefined);
    const options = { service: 'payment', rabbitmqUrl: at.broker.url, namespace: at.broker.namespace } as const;
    const begin = async (holder: string, meanwhile?: string) => {
      const open = await openConfirmChannel(payment.broker.publishing);
      const lease = await Lease.acquire(client, holder);
      if (!lease) throw new Error('somebody else leads');
      if (meanwhile) await client.query(meanwhile);
      return new Leadership(options, client, payment.broker.publishing, open).begin(lease);
    };
    const overtaken = "update outbox_cursor set epoch = epoch + 1, lease_until = '-infinity'";
    await expect(begin(newId(), overtaken)).rejects.toThrow('taken over');
    expect(await existsAgain()).toBe(false);
    await begin(newId());
    expect(await existsAgain()).toBe(true);
    await client.query("update outbox_cursor set lease_until = '-infinity'");
    const { stragglers } = await begin(newId());
    expect(stragglers.has('analytics')).toBe(true);
    const { rows } = await client.query<{ again: boolean }>(`select done::text = (
      select done::text from outbox_checkpoint order by at limit 1) as again from outbox_straggler`);
    expect(rows).toEqual([{ again: true }]);
    await client.end();
  });

  it('goes back only under the lease: who trails behind a successor stays where it is', async () => {
    await payment.close();
    const { client, lease } = await session();
    await client.query(`insert into outbox_straggler (shard, consumer, done, reason)
      select shard, 'analytics', done, 'full' from outbox_cursor`);
    await client.query("update outbox_cursor set epoch = epoch + 1, lease_until = '-infinity'");
    await expect(rewind(client, lease, IDENTITY)).rejects.toThrow('lost its lease');
    expect((await client.query('select consumer from outbox_straggler')).rows).toEqual([{ consumer: 'analytics' }]);
    await client.end();
  });

  it('goes back in the first hour after a move to another cluster too', async () => {
    await payment.close();
    const { client, lease } = await session();
    const { done } = await adoptCluster(client, lease, IDENTITY);
    expect((await rewind(client, lease, IDENTITY)).done).toBe(done);
    await client.end();
  });

  it('goes back with all others when the broker has lost its mark too', async () => {
    await payment.close();
    await told();
    await outside.channel.deleteQueue(queue());
    await outside.channel.deleteQueue(mark());
    const client = await at.producer.database.connectAlone('leader', {}, () => undefined);
    const options = { service: 'payment', rabbitmqUrl: at.broker.url, namespace: at.broker.namespace } as const;
    const open = await openConfirmChannel(payment.broker.publishing);
    const lease = await Lease.acquire(client, newId());
    if (!lease) throw new Error('somebody else leads');
    const { cursor, stragglers } = await new Leadership(options, client, payment.broker.publishing, open).begin(lease);
    expect(stragglers.none).toBe(true);
    const { rows } = await client.query('select done::text from outbox_checkpoint order by at limit 1');
    expect(rows).toEqual([{ done: cursor.done }]);
    expect((await client.query('select from outbox_straggler')).rowCount).toBe(0);
    await lease.release();
    await client.end();
  });

  /** One event is published, and the cursor stands behind it. */
  async function told(): Promise<void> {
    payment = assemble('payment', at.producer.database, at.broker);
    payment.relay.start();
    await tell();
    await payment.close();
    payment = assemble('payment', at.producer.database, at.broker);
  }

  const session = async () => {
    const client = await at.producer.database.connectAlone('leader', {}, () => undefined);
    const lease = await Lease.acquire(client, newId());
    if (!lease) throw new Error('somebody else leads');
    return { client, lease };
  };

  const existsAgain = () => exists(queue());

  async function exists(name: string): Promise<boolean> {
    const connection = await connect(at.broker.url);
    connection.on('error', () => undefined);
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    const found = await channel.checkQueue(name).then(
      () => true,
      () => false,
    );
    await connection.close();
    return found;
  }
});
