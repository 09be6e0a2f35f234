import type { Channel } from 'amqplib';
import { EVENTS, type ServiceName } from '#contracts';
import { deadLetterQueueOf, LADDER, queueOf } from './names.js';

/**
 * Said outright because 3.10 has no limit and 4.x has 20. Fewer would let one crash loop dead-letter the neighbours
 * that shared its prefetch.
 */
const DELIVERY_LIMIT = 20;
/** A parking lot must never drop: 4.x would after 20 returns. */
const PARKED_DELIVERY_LIMIT = 1_000_000;

export interface Route {
  readonly producer: ServiceName;
  readonly consumer: ServiceName;
}

/** Who hears what from whom, as the contracts say, for the pairs that `service` is one of. */
export function routesOf(service: ServiceName): Route[] {
  const routes = new Map<string, Route>();
  for (const { producer, consumers } of Object.values(EVENTS)) {
    for (const consumer of consumers) {
      if (producer === service || consumer === service) routes.set(`${producer} ${consumer}`, { producer, consumer });
    }
  }
  return [...routes.values()];
}

/** Those that hear `producer`. */
export function routesFrom(producer: ServiceName): Route[] {
  return routesOf(producer).filter((route) => route.producer === producer);
}

/**
 * Declares the queue, retry ladder and dead-letter queue of each route. Producer and consumer declare the same, so
 * whoever starts first, no event is published before its consumer's queue is there.
 */
export async function declareTopology(channel: Channel, routes: readonly Route[], namespace: string): Promise<void> {
  for (const { consumer, producer } of routes)
    await declareConsumerQueues(channel, queueOf(consumer, producer, namespace));
}

async function declareConsumerQueues(channel: Channel, queue: string): Promise<void> {
  const deadLetters = deadLetterQueueOf(queue);
  await channel.assertQueue(deadLetters, quorum({ 'x-delivery-limit': PARKED_DELIVERY_LIMIT }));
  await channel.assertQueue(queue, quorum({ 'x-delivery-limit': DELIVERY_LIMIT, ...deadLetterTo(deadLetters) }));
  for (const { suffix, waitMs } of LADDER) {
    await channel.assertQueue(`${queue}.retry.${suffix}`, quorum({ 'x-message-ttl': waitMs, ...deadLetterTo(queue) }));
  }
}

const quorum = (more: Record<string, unknown>) => ({
  durable: true,
  arguments: { 'x-queue-type': 'quorum', ...more },
});

/** At-least-once dead-lettering needs reject-publish; the default exchange routes to a queue by its name. */
const deadLetterTo = (queue: string) => ({
  'x-dead-letter-exchange': '',
  'x-dead-letter-routing-key': queue,
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish',
});
