import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Channel } from 'amqplib';
import type { ConfirmPublisher } from '../broker/confirm-publisher.js';
import { closeQuietly } from '../broker/open-channel.js';
import { messageOf } from '../broker/supervise.js';
import type { MessagingOptions } from '../messaging-options.js';
import { deadQueues } from '../topology/dead-queues.js';
import { routesFrom } from '../topology/declare-topology.js';
import { queueOf } from '../topology/names.js';

/** How long the broker may say nothing of messages before it is asked whether their queues live; a fsync takes less. */
const SILENT_MS = 5_000;

/**
 * A queue whose process ends for good under an open channel neither confirms nor refuses (RabbitMQ 3.10): everybody
 * would wait for ever. Then the channel is closed, and whoever leads next makes the queue anew. A queue that is only
 * slow, or without a majority, looks the same to a publisher and is waited for.
 */
export function watchForDeath(options: MessagingOptions, publisher: ConfirmPublisher, channel: Channel) {
  const { service, namespace, rabbitmqUrl } = options;
  const queues = routesFrom(service).map(({ consumer }) => queueOf(consumer, service, namespace));
  const logger = new Logger('Messaging');
  const ended = new AbortController();
  const look = async (): Promise<void> => {
    if (ended.signal.aborted || publisher.silentMs < SILENT_MS) return;
    const dead = await deadQueues(rabbitmqUrl, queues);
    if (dead.length === 0 || ended.signal.aborted || publisher.silentMs < SILENT_MS) return;
    logger.error({ msg: 'alarm: queues died with messages under way, the relay begins anew', queues: dead });
    await closeQuietly(channel);
  };
  const watch = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await sleep(SILENT_MS, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
      await look().catch((error: unknown) => logger.warn(`queues could not be asked: ${messageOf(error)}`));
    }
  };
  void watch();
  return { stop: (): void => ended.abort() };
}
