import type { Channel, ChannelModel } from 'amqplib';
import { readGeneration } from './broker-generation.js';

/** A broker whose `get` answers as given. */
const brokerWith = (get: Channel['get']) => {
  const nothing = (): undefined => undefined;
  const channel = { get, nack: nothing, on: nothing, once: nothing, close: async () => undefined };
  const connection = { createChannel: async () => channel } as unknown as ChannelModel;
  return { connection: async () => connection };
};
const markOf = (get: Channel['get']) => readGeneration(brokerWith(get), 'booking', '');

describe('the mark of a broker', () => {
  it('is read', async () => {
    const mark = { kind: 'mark', generation: 'a mark' };
    expect(await markOf(async () => ({ content: Buffer.from('a mark') }) as never)).toEqual(mark);
  });

  it('is none in an empty queue, and unreadable when the broker does not answer', async () => {
    expect(await markOf(async () => false)).toEqual({ kind: 'none' });
    expect(await markOf(() => new Promise(() => undefined))).toEqual({ kind: 'unreadable' });
  }, 30_000);
});
