import { eventsConsumedBy } from '#contracts';
import { type BookName, type Books, TOLD_SINCE } from './books.js';

const PRODUCERS = ['payment', 'booking', 'webhook-dispatcher', 'auth'] as const;
const CONSUMERS = ['payment', 'booking', 'webhook-dispatcher', 'analytics', 'auth'] as const;

/** Where an event that was taken in has left its own row. */
const EFFECTS: Partial<Record<BookName, string>> = {
  'webhook-dispatcher': 'select id as event_id from webhook_event',
  analytics: 'select event_id from event_log',
  auth: 'select id as event_id from audit_log',
};
/** What is about the merchant itself changes its endpoints and is no event for it. */
const leavesRow = (consumer: BookName, type: string): boolean =>
  consumer !== 'webhook-dispatcher' || !type.startsWith('merchant.');

/** Rows whose event should have been committed with them and is not in the outbox. */
const UNTOLD = [
  [
    'payment',
    `select o.id, 'order.created' as type from orders o where o.created_at > ${TOLD_SINCE} and not exists (
       select from outbox e where e.aggregate_id = o.id::text and e.type = 'order.created')`,
  ],
  [
    'payment',
    `select o.id, 'order.expired' as type from orders o
     where o.status = 'expired' and o.updated_at > ${TOLD_SINCE} and not exists (
       select from outbox e where e.aggregate_id = o.id::text and e.type = 'order.expired')`,
  ],
  [
    'payment',
    `select r.id, 'refund.' || r.status as type from refund r
     where r.status in ('processed', 'failed') and r.updated_at > ${TOLD_SINCE} and not exists (
       select from outbox e where e.aggregate_id = r.payment_id::text and e.type = 'refund.' || r.status
         and e.payload::jsonb ->> 'refund_id' = r.id::text)`,
  ],
  [
    'booking',
    `select d.payment_id as id, 'booking.' || d.outcome as type from payment_decision d
     where d.outcome <> 'closed' and d.decided_at > ${TOLD_SINCE} and not exists (select from outbox e where e.event_id = d.answer_event_id)`,
  ],
] as const;

/** What an endpoint that wants everything was not to be sent, though it was as it is now before. */
const FORGOTTEN = `
  select w.id, w.type, e.url from webhook_event w
  join endpoint e on e.merchant_id = w.merchant_id and e.livemode = w.livemode
  where e.status = 'enabled' and e.deleted_at is null and '*' = any (e.events) and e.updated_at < w.created_at
    and w.type <> 'webhook.test'
    and not exists (select from delivery d where d.event_id = w.id and d.endpoint_id = e.id)`;

/**
 * P5: what happened was told; each committed event reached each of its consumers and had its effect there; each
 * webhook was delivered or is visibly exhausted.
 */
export async function nothingLost(books: Books): Promise<string[]> {
  const lost = await untold(books);
  for (const consumer of CONSUMERS)
    for (const producer of PRODUCERS)
      if (producer !== consumer) lost.push(...(await unheard(books, producer, consumer)));
  return [...lost, ...(await forgotten(books)), ...(await undelivered(books)), ...(await dead(books))];
}

async function untold(books: Books): Promise<string[]> {
  const found = [];
  for (const [book, text] of UNTOLD)
    for (const { id, type } of await books.rows<{ id: string; type: string }>(book, text))
      found.push(`${type} of ${id} was never told by ${book}`);
  return found;
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
  const done = await effectsOf(books, consumer);
  return said.flatMap(({ event_id: id, type }) => {
    if (!heard.has(id)) return [`${consumer} has not taken ${type} ${id} of ${producer}`];
    if (!done || done.has(id) || !leavesRow(consumer, type)) return [];
    return [`${type} ${id} of ${producer} has left nothing behind in ${consumer}`];
  });
}

async function effectsOf(books: Books, consumer: BookName): Promise<Set<string> | undefined> {
  const text = EFFECTS[consumer];
  if (text === undefined) return undefined;
  const rows = await books.rows<{ event_id: string }>(consumer, text);
  return new Set(rows.map(({ event_id }) => event_id));
}

async function forgotten(books: Books): Promise<string[]> {
  const rows = await books.rows<{ id: string; type: string; url: string }>('webhook-dispatcher', FORGOTTEN);
  return rows.map(({ id, type, url }) => `${type} ${id} was never to be sent to ${url}`);
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
