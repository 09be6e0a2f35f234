import { type ChannelModel, connect } from 'amqplib';
import { newId } from '#kernel';
import { eventually, rabbitmqctlReached } from '#testing';
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
import { stopServing } from '../topology/dead-queues.fixture.js';
import { queueOf } from '../topology/names.js';

/** Skipped on servers that were given: nobody can stop a queue's process from outside. */
const insideTheBroker = rabbitmqctlReached() ? describe : describe.skip;

insideTheBroker('a queue of one consumer that the broker can no longer serve', () => {
  let at: Stage;
  let payment: Assembled;
  let connection: ChannelModel;
  const queue = () => queueOf('analytics', 'payment', at.broker.namespace);

  beforeEach(async () => {
    at = await stage();
    payment = assemble('payment', at.producer.database, at.broker);
    payment.relay.start();
    await eventually(() => payment.relay.leading);
    connection = await connect(at.broker.url);
    connection.on('error', () => undefined);
  });
  afterEach(async () => {
    await connection.close();
    await payment.close();
    await at.close();
  });

  const tell = async (count: number): Promise<string[]> => {
    const events = Array.from({ length: count }, () => ({ ...newEvent('payment.captured'), eventId: newId() }));
    await appendAll(at.producer.database, payment, events);
    return events.map(({ eventId }) => eventId);
  };
  /** 0 in between, while there is no such queue. */
  const countOf = async (name: string): Promise<number> => {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    const found = await channel.checkQueue(name).catch(() => undefined);
    if (found) await channel.close();
    return found?.messageCount ?? 0;
  };
  const hears = async (...ids: string[]): Promise<void> => {
    const heard = new Set<string>();
    const ear = await eavesdrop(at.broker.url, queue(), (message) => {
      for (const { id } of eventsOf(message)) heard.add(id);
    });
    await eventually(() => ids.every((id) => heard.has(id)), { timeoutMs: 20_000 });
    await ear.stop();
  };

  it.each([
    ['its own', (name: string) => [name]],
    ['its own and a rung of its ladder', (name: string) => [name, `${name}.retry.10s`]],
  ])('is noticed under the open channel (%s) and made anew; what it held, and what came after, arrives', async (_, which) => {
    const before = await tell(3);
    await eventually(async () => (await countOf(queue())) > 0);
    await stopServing(...which(queue()));
    const after = await tell(2);
    await eventually(async () => (await countOf(queue())) > 0, { timeoutMs: 25_000 });
    await hears(...before, ...after);
    await hears(...(await tell(1)));
  }, 60_000);

  it('is made anew by whoever leads after the broker came back with it', async () => {
    const before = await tell(3);
    await eventually(async () => (await countOf(queue())) > 0);
    await payment.close();
    await stopServing(queue(), `${queue()}.dlq`);
    payment = assemble('payment', at.producer.database, at.broker);
    const after = await tell(2);
    payment.relay.start();
    await eventually(() => payment.relay.leading, { timeoutMs: 25_000 });
    await hears(...before, ...after);
  }, 60_000);
});
