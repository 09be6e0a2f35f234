import { connect } from 'amqplib';
import { EVENTS, type ServiceName } from '#contracts';
import { deadLetterQueueOf, generationQueueOf, LADDER, queueOf } from './names.js';

/** The names of all queues that the platform declares at the broker under `namespace`; it declares nothing else. */
export function brokerQueues(namespace: string): readonly string[] {
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
  return [...queues];
}

/** Deletes all of it: what a test leaves behind, or a platform that is taken down. */
export async function deleteBrokerObjects(rabbitmqUrl: string, namespace: string): Promise<void> {
  const connection = await connect(rabbitmqUrl);
  try {
    const channel = await connection.createChannel();
    await Promise.all(brokerQueues(namespace).map((queue) => channel.deleteQueue(queue)));
    await channel.close();
  } finally {
    await connection.close();
  }
}
