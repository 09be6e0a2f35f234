import { appendFileSync } from 'node:fs';
import { connect } from 'amqplib';

/** Copies of every message that exchanges pass on from now on, as lines of a file. */
export interface BrokerTap {
  close(): Promise<void>;
}

export async function tapExchanges(url: string, exchanges: readonly string[], file: string): Promise<BrokerTap> {
  const connection = await connect(url);
  connection.on('error', () => undefined);
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
  for (const exchange of exchanges) await channel.bindQueue(queue, exchange, '#');
  await channel.consume(
    queue,
    (message) => {
      if (!message) return;
      const { fields, properties, content } = message;
      const { exchange, routingKey } = fields;
      const line = { exchange, routingKey, properties, body: content.toString() };
      appendFileSync(file, `${JSON.stringify(line)}\n`);
    },
    { noAck: true },
  );
  return { close: () => connection.close() };
}
