import { type Channel, type ChannelModel, connect } from 'amqplib';
import { eventually, rabbitmqctlReached, type TestBroker, testBroker } from '#testing';
import { deadQueues } from './dead-queues.js';
import { stopServing, whileSilent } from './dead-queues.fixture.js';

const QUORUM = { durable: true, arguments: { 'x-queue-type': 'quorum' } };
const MESSAGES = 3;

/** Skipped on servers that were given: nobody can stop a queue's process from outside. */
const insideTheBroker = rabbitmqctlReached() ? describe : describe.skip;

insideTheBroker('queues that the broker lists and cannot serve', () => {
  let broker: TestBroker;
  let connection: ChannelModel;
  let channel: Channel;
  let made: string[];

  beforeEach(async () => {
    broker = testBroker();
    connection = await connect(broker.url);
    connection.on('error', () => undefined);
    channel = await connection.createChannel();
    made = [];
  });
  afterEach(async () => {
    for (const queue of made) await channel.deleteQueue(queue);
    await connection.close();
    await broker.close();
  });

  const make = async (name: string): Promise<string> => {
    const { queue } = await channel.assertQueue(`${broker.namespace}${name}`, QUORUM);
    made.push(queue);
    return queue;
  };
  const fill = async (queue: string): Promise<void> => {
    const confirmed = await connection.createConfirmChannel();
    for (let i = 0; i < MESSAGES; i += 1)
      confirmed.publish('', queue, Buffer.from(String(i)), { persistent: true, mandatory: true });
    await confirmed.waitForConfirms();
    await confirmed.close();
  };
  const countOf = async (queue: string): Promise<number> => (await channel.checkQueue(queue)).messageCount;

  it('are found, and only they: none that is empty, holds messages, is consumed, or does not exist', async () => {
    const names = ['dead', 'empty', 'full', 'consumed', 'dead-with-messages'];
    const [dead = '', empty = '', full = '', consumed = '', deadToo = ''] = await Promise.all(names.map(make));
    await fill(full);
    await fill(deadToo);
    const { consumerTag } = await channel.consume(consumed, () => undefined);
    await stopServing(dead, deadToo);
    const missing = `${broker.namespace}missing`;
    expect(await deadQueues(broker.url, [empty, dead, full, consumed, missing, deadToo])).toEqual([dead, deadToo]);
    await channel.cancel(consumerTag);
    expect(await countOf(full)).toBe(MESSAGES);
    await expect(deadQueues(broker.url, [empty, full, consumed, missing])).resolves.toEqual([]);
  });

  it('still declare and check as if they were well, and are well again only when they were made anew', async () => {
    const dead = await make('dead');
    await fill(dead);
    await stopServing(dead);
    await expect(channel.assertQueue(dead, QUORUM)).resolves.toMatchObject({ messageCount: 0, consumerCount: 0 });
    expect(await deadQueues(broker.url, [dead])).toEqual([dead]);
    await channel.deleteQueue(dead);
    await make('dead');
    expect(await deadQueues(broker.url, [dead])).toEqual([]);
    await fill(dead);
    await eventually(async () => (await countOf(dead)) === MESSAGES);
  });

  it('are not those that are only slow to answer, whose messages stay', async () => {
    const [slow = '', dead = ''] = await Promise.all(['slow', 'dead'].map(make));
    await fill(slow);
    await stopServing(dead);
    await whileSilent(slow, async () => {
      expect(await countOf(slow)).toBe(0);
      expect(await deadQueues(broker.url, [slow, dead])).toEqual([dead]);
    });
    await eventually(async () => (await countOf(slow)) === MESSAGES);
    expect(await deadQueues(broker.url, [slow])).toEqual([]);
  });
});
