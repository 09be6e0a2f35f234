import { connect } from 'amqplib';
import { EVENTS, type ServiceName } from '#contracts';
import { deadLetterQueueOf, exchangeOf, generationQueueOf, LADDER, queueOf } from './names.js';

export interface BrokerObjects {
  readonly exchanges: readonly string[];
  readonly queues: readonly string[];
}

/** The name of everything the platform declares at the broker under `namespace`. */
export function brokerObjects(namespace: string): BrokerObjects {
  const producers = new Set<ServiceName>();
  const queues = new Set<string>();
  for (const { producer, consumers } of Object.values(EVENTS)) {
    producers.add(producer);
    for (const consumer of consumers) {
      const queue = queueOf(consumer, producer, namespace);
      queues.add(queue).add(deadLetterQueueOf(queue));
      for (const { suffix } of LADDER) queues.add(`${queue}.retry.${suffix}`);
    }
  }
  for (const producer of producers) queues.add(generationQueueOf(producer, namespace));
  return { exchanges: [...producers].map((producer) => exchangeOf(producer, namespace)), queues: [...queues] };
}

/** Deletes all of it: what a test leaves behind, or a platform that is taken down. */
export async function deleteBrokerObjects(rabbitmqUrl: string, namespace: string): Promise<void> {
  const connection = await connect(rabbitmqUrl);
  try {
    const channel = await connection.createChannel();
    const { exchanges, queues } = brokerObjects(namespace);
    await Promise.all(queues.map((queue) => channel.deleteQueue(queue)));
    await Promise.all(exchanges.map((exchange) => channel.deleteExchange(exchange)));
    await channel.close();
  } finally {
    await connection.close();
  }
}
