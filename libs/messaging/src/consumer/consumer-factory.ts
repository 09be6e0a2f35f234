import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import { Broker } from '../broker/broker.js';
import { SharedPublisher } from '../broker/shared-publisher.js';
import { DeadLetterDrain } from '../dead-letters/dead-letter-drain.js';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { MessagingStats } from '../stats.js';
import type { Route } from '../topology/declare-topology.js';
import { consumerName, queueOf } from '../topology/names.js';
import type { ConsumerContext } from './consumer-context.js';
import type { EventHandler } from './event-handler.js';
import { FailedEvents } from './failed-events.js';
import { QueueConsumer } from './queue-consumer.js';

/** Consumer and dead-letter drain of one queue. */
export interface QueueWorker {
  readonly attached: boolean;
  start(): void;
  stop(): Promise<void>;
}

@Injectable()
export class ConsumerFactory {
  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly database: Database,
    private readonly broker: Broker,
    private readonly publisher: SharedPublisher,
    private readonly stats: MessagingStats,
  ) {}

  worker(route: Route, handlers: ReadonlyMap<string, EventHandler>): QueueWorker {
    const { database, stats, publisher } = this;
    const { namespace } = this.options;
    const queue = queueOf(route.consumer, route.producer, namespace);
    const consumer = consumerName(route.consumer, route.producer);
    const failed = new FailedEvents(queue, consumer, database, publisher, stats);
    const link = this.broker.consuming;
    const context: ConsumerContext = { database, consumer, handlers, stats, link, route, queue, namespace, failed };
    const consuming = new QueueConsumer(context);
    const draining = new DeadLetterDrain({ database, link, publisher, route, queue, namespace });
    return {
      get attached() {
        return consuming.attached;
      },
      start: () => [consuming, draining].forEach((part) => part.start()),
      stop: async () => {
        await Promise.all([consuming.stop(), draining.stop()]);
      },
    };
  }
}
