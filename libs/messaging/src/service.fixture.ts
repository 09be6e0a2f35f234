import { connect, type ConsumeMessage } from 'amqplib';
import { EVENTS, type EventData, type EventType, type ServiceName } from '#contracts';
import { newId } from '#kernel';
import type { Database } from '#postgres';
import { type TestBroker, testBroker, type TestDatabase, testDatabase } from '#testing';
import { Broker } from './broker/broker.js';
import { SharedPublisher } from './broker/shared-publisher.js';
import { ConsumerFactory } from './consumer/consumer-factory.js';
import type { HandlerExtras } from './consumer/handler-extras.js';
import { RabbitTransport } from './consumer/rabbit-transport.js';
import type { ReceivedEvent } from './consumer/received-event.js';
import { PostgresDeadLetters } from './dead-letters/postgres-dead-letters.js';
import { OutboxSignal } from './outbox/outbox-signal.js';
import type { NewEvent } from './outbox/outbox.js';
import { PostgresOutbox } from './outbox/postgres-outbox.js';
import { OutboxRelay } from './relay/outbox-relay.js';
import { messagingMigrations } from './schema/index.js';
import { MessagingStats } from './stats.js';

/** A service of one process, put together by hand: what Nest does in production. */
export function assemble(service: ServiceName, database: Database, { url, namespace }: TestBroker) {
  const options = { service, rabbitmqUrl: url, namespace };
  const broker = new Broker(options);
  const publisher = new SharedPublisher(broker);
  const stats = new MessagingStats();
  const signal = new OutboxSignal(database);
  const relay = new OutboxRelay(options, database, broker, signal, stats);
  const transport = new RabbitTransport(options, new ConsumerFactory(options, database, broker, publisher, stats));
  const outbox = new PostgresOutbox(database, signal);
  const deadLetters = new PostgresDeadLetters(database, publisher);
  const close = async (): Promise<void> => {
    await transport.close();
    await relay.stop();
    await broker.close();
  };
  return { broker, publisher, stats, signal, relay, transport, outbox, deadLetters, close };
}

export type Assembled = ReturnType<typeof assemble>;

export interface Stage {
  readonly producer: TestDatabase;
  readonly consumer: TestDatabase;
  readonly broker: TestBroker;
  close(): Promise<void>;
}

/** Two fresh databases and a namespace at the broker. */
export async function stage(): Promise<Stage> {
  const [producer, consumer] = await Promise.all(
    [1, 2].map(() => testDatabase({ migrations: messagingMigrations, poolSize: 20 })),
  );
  if (!producer || !consumer) throw new Error('no databases');
  const broker = testBroker();
  const close = async (): Promise<void> => {
    await Promise.all([producer.close(), consumer.close(), broker.close()]);
  };
  return { producer, consumer, broker, close };
}

export function newEvent<T extends EventType>(
  type: T,
  aggregateId: string = newId(),
  aggregateVersion = 1,
): NewEvent<T> {
  return { type, aggregateId, aggregateVersion, data: EVENTS[type].sample as EventData<T> };
}

export async function appendAll(database: Database, { outbox }: Assembled, events: readonly NewEvent[]): Promise<void> {
  await database.transaction(() => outbox.append(events));
}

export type Handle = (events: readonly ReceivedEvent[]) => unknown;

/** Adds a handler as Nest would for `@EventPattern(type, extras)`. */
export function handle({ transport }: Assembled, type: EventType, call: Handle, extras: HandlerExtras = {}): void {
  transport.addHandler(type, async (events: ReceivedEvent[]) => call(events), true, { ...extras });
}

/** Reads a queue as an outsider would, acknowledging everything; `stop` ends it. */
export async function eavesdrop(url: string, queue: string, heard: (message: ConsumeMessage) => void) {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  await channel.consume(queue, (message) => {
    if (!message) return;
    heard(message);
    channel.ack(message);
  });
  return { stop: () => connection.close() };
}

export interface WireEvent {
  readonly id: string;
  readonly subject: string;
  readonly aggregateversion: number;
  readonly type: string;
}

export const eventsOf = (message: ConsumeMessage) => JSON.parse(message.content.toString()) as WireEvent[];
