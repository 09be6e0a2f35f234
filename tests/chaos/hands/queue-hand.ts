import type { Channel, ConsumeMessage, Options as Amqp } from 'amqplib';
import { connect } from 'amqplib';
import { eventsConsumedBy } from '#contracts';
import { newId } from '#kernel';
import type { ServiceName } from '../../../deploy/local/src/platform/services.js';
import type { Fire } from '../fire.js';
import { must } from '../must.js';

const FRAME_CONTENT_TYPE = 'application/cloudevents-batch+json';
const ASIDE_MS = 30_000;
/** The delivery limit of our queues is 20. */
const ENOUGH_RETURNS = 26;
const NOTHING_MS = 400;

interface Poison {
  readonly reason: string;
  readonly body: Buffer;
  readonly contentType?: string | undefined;
}

export const queueOf = (fire: Fire, consumer: ServiceName): string => `${fire.namespace}${consumer}.on-payment.v1`;

/** Puts messages into a consumer's queue from outside, and waits for the broker's confirms. */
export async function publish(fire: Fire, consumer: ServiceName, bodies: readonly Buffer[], more: Amqp.Publish = {}) {
  const options = { contentType: FRAME_CONTENT_TYPE, persistent: true, ...more };
  await fire.amqp(async (channel) => {
    for (const body of bodies) channel.sendToQueue(queueOf(fire, consumer), body, { messageId: newId(), ...options });
    await channel.waitForConfirms();
  });
}

/** Publishes a poison message and waits until it is a dead letter with its reason, once; then that is deleted. */
export async function setAside(
  fire: Fire,
  consumer: ServiceName,
  { reason, body, contentType }: Poison,
): Promise<void> {
  await publish(fire, consumer, [body], contentType === undefined ? {} : { contentType });
  const until = Date.now() + ASIDE_MS;
  let found = 0;
  while (found === 0 && Date.now() < until) {
    await fire.wait(100);
    found = await fire.sql(consumer, async (client) => {
      const looked = 'delete from dead_letter where replayed_at is null and reason = $1';
      return (await client.query(looked, [reason])).rowCount ?? 0;
    });
  }
  if (found !== 1) fire.unexpected.push(`a message with ${reason} became ${found} dead letters of ${consumer}`);
}

/** Events of payment that `consumer` has taken in, as they travel. */
export async function genuineEvents(fire: Fire, consumer: ServiceName, count: number): Promise<object[]> {
  const types = eventsConsumedBy(consumer).flatMap(({ producer, type }) => (producer === 'payment' ? [type] : []));
  const rows = await fire.sql('payment', async (client) => {
    const text = 'select *, created_at::text as time from outbox where type = any($1) order by id limit $2';
    return (await client.query<Record<string, string>>(text, [types, count])).rows;
  });
  must(rows.length > 0, `payment has told ${consumer} nothing yet`);
  return rows.map((row) => ({
    specversion: '1.0',
    id: row['event_id'],
    source: 'payment',
    type: row['type'],
    subject: row['aggregate_id'],
    time: new Date(row['time'] ?? '').toISOString(),
    dataversion: Number(row['schema_version']),
    aggregateversion: Number(row['aggregate_version']),
    data: JSON.parse(row['payload'] ?? '{}') as unknown,
  }));
}

/**
 * While analytics is down, takes the first messages of its queue and does not acknowledge them, until the limit
 * dead-letters them; it has to drive them again when it is back. Throws when the queue stayed empty.
 */
export async function returnAgainAndAgain(fire: Fire, how: 'die' | 'hand back'): Promise<void> {
  await fire.parts.own.platform.halt('analytics');
  try {
    const connection = await connect(fire.parts.own.data.rabbitmqUrl);
    try {
      for (let i = 0; i < ENOUGH_RETURNS; i += 1) await returnOnce(fire, await connection.createChannel(), how);
      const { messageCount } = await (await connection.createChannel()).checkQueue(`${queueOf(fire, 'analytics')}.dlq`);
      must(messageCount > 0, 'the delivery limit has dead-lettered nothing');
    } finally {
      await connection.close();
    }
  } finally {
    await fire.back('analytics');
  }
}

/** Closing the channel gives back what was not acknowledged, as the end of a process does. */
async function returnOnce(fire: Fire, channel: Channel, how: 'die' | 'hand back'): Promise<void> {
  await channel.prefetch(3);
  await new Promise<void>((resolve, reject) => {
    const timeout = setTimeout(resolve, NOTHING_MS);
    const taken = (message: ConsumeMessage | null): void => {
      if (how === 'hand back' && message) channel.nack(message, false, true);
      clearTimeout(timeout);
      resolve();
    };
    channel.consume(queueOf(fire, 'analytics'), taken).catch(reject);
  });
  await channel.close();
}
