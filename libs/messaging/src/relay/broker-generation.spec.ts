import type { Channel, ChannelModel } from 'amqplib';
import { readGeneration } from './broker-generation.js';

/** A broker whose `get` answers as given. */
const brokerWith = (get: Channel['get']) => {
  const nothing = (): undefined => undefined;
  const channel = { get, nack: nothing, on: nothing, once: nothing, close: async () => undefined };
  const connection = { createChannel: async () => channel } as unknown as ChannelModel;
  return { connection: async () => connection };
};

describe('the mark of a broker', () => {
  it('is read', async () => {
    const broker = brokerWith(async () => ({ content: Buffer.from('mark') }) as never);
    expect(await readGeneration(broker, 'booking', '')).toBe('mark');
  });

  it('counts as lost when the queue is empty, and when the broker does not answer', async () => {
    expect(await readGeneration(brokerWith(async () => false), 'booking', '')).toBeUndefined();
    expect(await readGeneration(brokerWith(() => new Promise(() => undefined)), 'booking', '')).toBeUndefined();
  }, 30_000);
});
