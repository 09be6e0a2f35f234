import type { Books } from '../../../deploy/local/src/verify/books.js';
import type { Acknowledged } from '../load/acknowledged.js';

const THINGS = { payment: 'select id from payment', order: 'select id from orders', refund: 'select id from refund' };

/** P5: what was answered with 201 is in the books. */
export async function acknowledgedIsThere(books: Books, said: Acknowledged): Promise<string[]> {
  return [
    ...(await missing(books, 'payment', said.payments)),
    ...(await missing(books, 'order', new Set(said.orders.values()))),
    ...(await missing(books, 'refund', said.refunds)),
    ...(await keyedTwice(books)),
  ];
}

async function missing(books: Books, kind: keyof typeof THINGS, said: ReadonlySet<string>): Promise<string[]> {
  const rows = await books.rows<{ id: string }>('payment', THINGS[kind]);
  const kept = new Set(rows.map(({ id }) => id));
  return [...said].filter((id) => !kept.has(id)).map((id) => `${kind} ${id} was acknowledged and is not there`);
}

/** Requests that were sent again with their key have made one order. */
async function keyedTwice(books: Books): Promise<string[]> {
  const rows = await books.rows<{ key: string; n: string }>(
    'payment',
    `select metadata ->> 'key' as key, count(*) as n from orders where metadata ? 'key' group by 1 having count(*) > 1`,
  );
  return rows.map(({ key, n }) => `the request with key ${key} has made ${n} orders`);
}
