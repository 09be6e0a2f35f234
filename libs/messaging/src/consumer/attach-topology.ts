import type { Channel } from 'amqplib';
import { anyMissing } from '../topology/queue-checks.js';
import { declareTopology } from '../topology/declare-topology.js';
import { generationQueueOf, queuesBehind } from '../topology/names.js';
import type { ConsumerContext } from './consumer-context.js';

type Attaching = Pick<ConsumerContext, 'link' | 'queue' | 'route' | 'namespace'>;

/**
 * Makes sure the consumer's queues are there. If its queue had gone, events in it are lost at the broker: removing
 * the producer's generation mark has its relay publish again what we may have missed. The mark goes first: who dies
 * in between finds the queue missing once more.
 */
export async function attachTopology(context: Attaching, channel: Channel): Promise<void> {
  const { link, queue, route, namespace } = context;
  const missing = await anyMissing(link, queuesBehind(queue));
  if (missing) await channel.deleteQueue(generationQueueOf(route.producer, namespace));
  await declareTopology(channel, [route], namespace);
}
