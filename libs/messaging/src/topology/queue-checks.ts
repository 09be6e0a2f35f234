import type { Channel } from 'amqplib';
import type { BrokerLink } from '../broker/broker-link.js';
import { closeQuietly, openChannel } from '../broker/open-channel.js';

/** Whether any of `queues` is missing at the broker. */
export async function anyMissing(link: BrokerLink, queues: readonly string[]): Promise<boolean> {
  const { channel } = await openChannel(link);
  try {
    for (const queue of queues) await channel.checkQueue(queue);
    return false;
  } catch (error) {
    if ((error as { code?: number }).code === 404) return true;
    throw error;
  } finally {
    await closeQuietly(channel);
  }
}

/** Whether nothing seems to wait in any of `queues`; throws when one does not exist (and the channel with it). */
export async function allEmpty(channel: Channel, queues: readonly string[]): Promise<boolean> {
  for (const queue of queues) if ((await channel.checkQueue(queue)).messageCount > 0) return false;
  return true;
}
