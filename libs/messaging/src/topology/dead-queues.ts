import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel } from 'amqplib';
import { BrokerLink } from '../broker/broker-link.js';

/** A broker that has just started may still be waking its queues. */
const TRIES = 3;
const BETWEEN_MS = 500;
const ANSWER_MS = 3_000;
/** What RabbitMQ closes the whole connection with when a queue's process is not there. */
const INTERNAL_ERROR = 541;

/**
 * Which of `queues` the broker lists and can't serve. After `kill -9` RabbitMQ 3.10 sometimes fails to restart a quorum
 * queue ("could not be restarted {error,enoent}"): declaring and checking it still succeed, publishes are refused, a
 * `get` or a consumer closes the connection with 541. Only deleting it and making it anew helps. A queue that does not
 * exist is not dead.
 *
 * Asks over a connection of its own, because a dead queue costs the one that asked.
 */
export async function deadQueues(url: string, queues: readonly string[]): Promise<string[]> {
  const link = new BrokerLink(url, 'queue check');
  try {
    const dead: string[] = [];
    for (const queue of queues) if (await staysDead(link, queue)) dead.push(queue);
    return dead;
  } finally {
    await link.close();
  }
}

/**
 * Whether each of `queues` has said itself that nothing is ready in it. What RabbitMQ answers to a check is not enough:
 * it says "no messages, no consumers" of a quorum queue that is dead, or has not told it more within 250 ms. Throws
 * when one is dead, once is enough: whoever leads next looks again.
 */
export async function allSurelyEmpty(url: string, queues: readonly string[]): Promise<boolean> {
  const link = new BrokerLink(url, 'queue check');
  try {
    for (const queue of queues) {
      const answer = await answerOf(link, queue);
      if (answer === 'dead') throw new Error(`the broker can't serve ${queue}`);
      if (answer !== 'empty') return false;
    }
    return true;
  } finally {
    await link.close();
  }
}

async function staysDead(link: BrokerLink, queue: string): Promise<boolean> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if ((await answerOf(link, queue)) !== 'dead') return false;
    if (attempt < TRIES) await sleep(BETWEEN_MS);
  }
  return true;
}

/** `unknown`: no answer, which proves nothing, or no such queue. */
type Answer = 'dead' | 'empty' | 'holding' | 'unknown';

/**
 * After silence the connection is given up: RabbitMQ would keep back what it says of the next queue until the channel
 * that waits has its answer.
 */
async function answerOf(link: BrokerLink, queue: string): Promise<Answer> {
  const connection = await link.connection();
  const { promise: lost, resolve } = Promise.withResolvers<Answer>();
  const broken = (error: Error & { code?: number }): void =>
    resolve(error.code === INTERNAL_ERROR ? 'dead' : 'unknown');
  const closed = (): void => resolve('unknown');
  connection.once('error', broken).once('close', closed);
  try {
    const channel = await connection.createChannel();
    // Refused for itself alone, for want of a right for instance: the connection and the queue live.
    channel.once('error', closed);
    const answered = ask(channel, queue).catch(() => lost);
    const late = sleep(ANSWER_MS, undefined, { ref: false });
    const answer = await Promise.race([answered, lost, late]);
    if (answer === undefined) await link.close();
    return answer ?? 'unknown';
  } finally {
    connection.off('error', broken).off('close', closed);
  }
}

/** A dead queue is said to have neither messages nor consumers. */
async function ask(channel: Channel, queue: string): Promise<Answer> {
  const found = await channel.checkQueue(queue).catch(() => undefined);
  if (!found) return 'unknown';
  const answer = await (found.messageCount > 0
    ? 'holding'
    : found.consumerCount > 0
      ? 'empty'
      : lookInto(channel, queue));
  await channel.close();
  return answer;
}

async function lookInto(channel: Channel, queue: string): Promise<Answer> {
  const message = await channel.get(queue);
  if (message) channel.nack(message, false, true);
  return message ? 'holding' : 'empty';
}
