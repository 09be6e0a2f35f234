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
 * Asks over connections of its own, because a dead queue costs the one that asked.
 */
export async function deadQueues(url: string, queues: readonly string[]): Promise<string[]> {
  const silent = await silentOf(url, queues);
  const dead: string[] = [];
  for (const queue of silent) if (await staysDead(url, queue)) dead.push(queue);
  return dead;
}

/** A dead queue is said to have neither messages nor consumers; those that have some need no closer look. */
async function silentOf(url: string, queues: readonly string[]): Promise<string[]> {
  const link = new BrokerLink(url, 'queue check');
  try {
    const silent: string[] = [];
    for (const queue of queues) {
      const found = await check(await (await link.connection()).createChannel(), queue);
      if (found?.messageCount === 0 && found.consumerCount === 0) silent.push(queue);
    }
    return silent;
  } finally {
    await link.close();
  }
}

/** Undefined when it does not exist, which costs the channel. */
async function check(channel: Channel, queue: string) {
  channel.on('error', () => undefined);
  const found = await channel.checkQueue(queue).catch(() => undefined);
  if (found) await channel.close();
  return found;
}

async function staysDead(url: string, queue: string): Promise<boolean> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if (!(await isDead(url, queue))) return false;
    if (attempt < TRIES) await sleep(BETWEEN_MS);
  }
  return true;
}

/** Whether asking `queue` for a message costs the connection; an answer that does not come proves nothing. */
async function isDead(url: string, queue: string): Promise<boolean> {
  const link = new BrokerLink(url, 'queue check');
  try {
    const connection = await link.connection();
    const refused = new Promise<boolean>((resolve) => {
      connection.once('error', (error: Error & { code?: number }) => resolve(error.code === INTERNAL_ERROR));
      connection.once('close', () => resolve(false));
    });
    const answered = ask(await connection.createChannel(), queue).catch(() => refused);
    return await Promise.race([answered, refused, sleep(ANSWER_MS, false, { ref: false })]);
  } finally {
    await link.close();
  }
}

/** False: it answered. What came in between is given back. */
async function ask(channel: Channel, queue: string): Promise<false> {
  channel.on('error', () => undefined);
  const message = await channel.get(queue);
  if (message) channel.nack(message, false, true);
  return false;
}
