import type { Channel } from 'amqplib';
import { EVENTS, type EventType, type ServiceName } from '#contracts';
import { deadLetterQueueOf, exchangeOf, LADDER, queueOf } from './names.js';

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
  readonly types: readonly EventType[];
}

/** Who hears what from whom, as the contracts say, for the pairs that `service` is one of. */
export function routesOf(service: ServiceName): Route[] {
  const routes = new Map<string, { producer: ServiceName; consumer: ServiceName; types: EventType[] }>();
  for (const { type, producer, consumers } of Object.values(EVENTS)) {
    for (const consumer of consumers) {
      if (producer !== service && consumer !== service) continue;
      const key = `${producer} ${consumer}`;
      const route = routes.get(key) ?? { producer, consumer, types: [] };
      route.types.push(type);
      routes.set(key, route);
    }
  }
  return [...routes.values()];
}

/**
 * Declares the exchange, queue, retry ladder and dead-letter queue of each route. Producer and consumer declare the
 * same, so whoever starts first, no event is published before its consumer's queue is there.
 */
export async function declareTopology(channel: Channel, routes: readonly Route[], namespace: string): Promise<void> {
  for (const route of routes) {
    const exchange = exchangeOf(route.producer, namespace);
    const queue = queueOf(route.consumer, route.producer, namespace);
    await channel.assertExchange(exchange, 'topic', { durable: true });
    await declareConsumerQueues(channel, queue);
    for (const type of route.types) await channel.bindQueue(queue, exchange, type);
  }
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
