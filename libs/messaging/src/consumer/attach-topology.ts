import type { Channel } from 'amqplib';
import { anyMissing } from '../topology/queue-checks.js';
import { declareTopology } from '../topology/declare-topology.js';
import { generationQueueOf } from '../topology/names.js';
import type { ConsumerContext } from './consumer-context.js';

/**
 * Makes sure the consumer's queues are there. If its queue had gone, events in it are lost at the broker: removing
 * the producer's generation mark has its relay publish again what we may have missed.
 */
export async function attachTopology(context: ConsumerContext, channel: Channel): Promise<void> {
  const { link, queue, route, namespace } = context;
  const gone = await anyMissing(link, [queue]);
  await declareTopology(channel, [route], namespace);
  if (gone) await channel.deleteQueue(generationQueueOf(route.producer, namespace));
}
