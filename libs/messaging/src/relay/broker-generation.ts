import type { Channel } from 'amqplib';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceName } from '#contracts';
import { newId } from '#kernel';
import type { ConfirmPublisher } from '../broker/confirm-publisher.js';
import { generationQueueOf } from '../topology/names.js';

/** Reading puts the message back, which counts as a delivery. */
const GENERATION_DELIVERY_LIMIT = 1_000_000;
/** A predecessor that is just dying may still hold the message. */
const TRIES = 3;

export async function declareGeneration(channel: Channel, service: ServiceName, namespace: string): Promise<void> {
  await channel.assertQueue(generationQueueOf(service, namespace), {
    durable: true,
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': GENERATION_DELIVERY_LIMIT },
  });
}

/**
 * The mark the broker was given when it was empty, kept as the only message of a durable queue. While it stays the
 * same, the broker has lost nothing; undefined when it is gone.
 */
export async function readGeneration(
  channel: Channel,
  service: ServiceName,
  namespace: string,
): Promise<string | undefined> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const message = await channel.get(generationQueueOf(service, namespace));
    if (message) {
      channel.nack(message, false, true);
      return message.content.toString();
    }
    await sleep(100 * attempt);
  }
  return undefined;
}

/** Marks the broker anew and gives the mark. */
export async function writeGeneration(
  publisher: ConfirmPublisher,
  service: ServiceName,
  namespace: string,
): Promise<string> {
  const generation = newId();
  const routingKey = generationQueueOf(service, namespace);
  const properties = { messageId: generation, contentType: 'text/plain' };
  await publisher.publish({ exchange: '', routingKey, body: Buffer.from(generation), properties });
  return generation;
}
