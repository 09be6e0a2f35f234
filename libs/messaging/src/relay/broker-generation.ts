import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel } from 'amqplib';
import type { ServiceName } from '#contracts';
import { newId } from '#kernel';
import type { BrokerLink } from '../broker/broker-link.js';
import type { ConfirmPublisher } from '../broker/confirm-publisher.js';
import { closeQuietly, openChannel } from '../broker/open-channel.js';
import { generationQueueOf } from '../topology/names.js';

/** Reading puts the message back, which counts as a delivery. */
const GENERATION_DELIVERY_LIMIT = 1_000_000;
/** A predecessor that is just dying may still hold the message. */
const TRIES = 3;
/**
 * RabbitMQ 3.10 leaves a `get` unanswered for a minute now and then, when connections to it were cut. A mark that can't
 * be read by then counts as lost: an hour is published again, which costs less than a minute of silence.
 */
const READ_MS = 3_000;

/** `none`: the queue is empty. `unreadable`: it does not answer. */
export type Mark = { readonly kind: 'mark'; readonly generation: string } | { readonly kind: 'none' | 'unreadable' };

export async function declareGeneration(channel: Channel, service: ServiceName, namespace: string): Promise<void> {
  await channel.assertQueue(generationQueueOf(service, namespace), {
    durable: true,
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': GENERATION_DELIVERY_LIMIT },
  });
}

/**
 * The mark the broker was given when it was empty, kept as the only message of a durable queue. While it stays the
 * same, the broker has lost nothing.
 */
export async function readGeneration(
  link: Pick<BrokerLink, 'connection'>,
  service: ServiceName,
  namespace: string,
): Promise<Mark> {
  // A channel of its own: one that waits for an answer in vain can do nothing else.
  const { channel } = await openChannel(link);
  try {
    const late = sleep<Mark>(READ_MS, { kind: 'unreadable' }, { ref: false });
    return await Promise.race([lookAt(channel, generationQueueOf(service, namespace)), late]);
  } finally {
    void closeQuietly(channel);
  }
}

async function lookAt(channel: Channel, queue: string): Promise<Mark> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const message = await channel.get(queue);
    if (message) {
      channel.nack(message, false, true);
      return { kind: 'mark', generation: message.content.toString() };
    }
    await sleep(100 * attempt);
  }
  return { kind: 'none' };
}

/**
 * Marks the broker anew and gives the mark. A queue that does not answer is made anew first; an empty one is not: when
 * RabbitMQ 3.10 is killed after a quorum queue was deleted and made again, it may fail to restart it. Should a dying
 * predecessor give an older mark back afterwards, the next leader goes back once more for nothing.
 */
export async function writeGeneration(
  channel: Channel,
  publisher: ConfirmPublisher,
  service: ServiceName,
  namespace: string,
  found: Exclude<Mark['kind'], 'mark'>,
): Promise<string> {
  const routingKey = generationQueueOf(service, namespace);
  if (found === 'unreadable') await channel.deleteQueue(routingKey);
  await declareGeneration(channel, service, namespace);
  const generation = newId();
  const properties = { messageId: generation, contentType: 'text/plain' };
  await publisher.publish({ exchange: '', routingKey, body: Buffer.from(generation), properties });
  return generation;
}
