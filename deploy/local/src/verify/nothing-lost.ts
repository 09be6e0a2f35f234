import { eventsConsumedBy } from '#contracts';
import type { BookName, Books } from './books.js';

const PRODUCERS = ['payment', 'booking', 'webhook-dispatcher', 'auth'] as const;
const CONSUMERS = ['payment', 'booking', 'webhook-dispatcher', 'analytics', 'auth'] as const;

/** P5: each committed event reached each of its consumers; each webhook was delivered or is visibly exhausted. */
export async function nothingLost(books: Books): Promise<string[]> {
  const lost = [];
  for (const consumer of CONSUMERS)
    for (const producer of PRODUCERS)
      if (producer !== consumer) lost.push(...(await unheard(books, producer, consumer)));
  return [...lost, ...(await undelivered(books)), ...(await dead(books))];
}

async function unheard(books: Books, producer: BookName, consumer: BookName): Promise<string[]> {
  const types = eventsConsumedBy(consumer)
    .filter((event) => event.producer === producer)
    .map(({ type }) => type);
  const said = await books.rows<{ event_id: string; type: string }>(
    producer,
    'select distinct event_id, type from outbox where type = any($1)',
    [types],
  );
  const taken = await books.rows<{ event_id: string }>(consumer, 'select event_id from inbox');
  const heard = new Set(taken.map(({ event_id }) => event_id));
  return said
    .filter(({ event_id }) => !heard.has(event_id))
    .map(({ event_id, type }) => `${consumer} has not taken ${type} ${event_id} of ${producer}`);
}

async function undelivered(books: Books): Promise<string[]> {
  const open = await books.rows<{ id: string; status: string }>(
    'webhook-dispatcher',
    `select id, status from delivery where status not in ('delivered', 'exhausted', 'cancelled')`,
  );
  return open.map(({ id, status }) => `delivery ${id} is still ${status}`);
}

async function dead(books: Books): Promise<string[]> {
  const found = [];
  for (const book of CONSUMERS) {
    const letters = await books.rows<{ id: string; reason: string }>(
      book,
      'select id, reason from dead_letter where replayed_at is null',
    );
    found.push(...letters.map(({ id, reason }) => `${book} has the dead letter ${id} (${reason})`));
  }
  return found;
}
