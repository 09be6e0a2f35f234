import type { Books } from './books.js';

const PROVIDER_KEEPS = `
  select s.reference,
    sum(case t.status when 'authorized' then t.amount else t.captured_amount - t.refunded_amount end) as kept
  from session s join try t on t.session_id = s.id
  where t.status in ('authorized', 'captured')
  group by s.reference`;

/** What analytics adds up one by one, and the rows it is told of: nothing of these is ever taken back. */
const COUNTED = [
  ['orders', 'payment', 'select count(*)::int as n from orders'],
  ['bookings', 'booking', 'select count(*)::int as n from booking'],
] as const;

/** P3: an order has one success, a payment one booking; the provider took money once for each; each counts once. */
export async function once(books: Books): Promise<string[]> {
  const orders = await books.rows<{ order_id: string; successes: string }>(
    'payment',
    `select order_id, count(*) as successes from payment
     where not surplus and status in ('authorized', 'captured', 'partially_refunded', 'refunded')
     group by order_id having count(*) > 1`,
  );
  const bookings = await books.rows<{ payment_id: string; bookings: string }>(
    'booking',
    `select payment_id, count(*) as bookings from booking where payment_id is not null
     group by payment_id having count(*) > 1`,
  );
  const carts = await books.rows<{ cart_id: string; bookings: string }>(
    'booking',
    `select cart_id, count(*) as bookings from booking where status = 'confirmed'
     group by cart_id having count(*) > 1`,
  );
  return [
    ...orders.map(({ order_id, successes }) => `order ${order_id} was paid ${successes} times`),
    ...bookings.map(({ payment_id, bookings: n }) => `payment ${payment_id} has ${n} bookings`),
    ...carts.map(({ cart_id, bookings: n }) => `cart ${cart_id} was booked ${n} times`),
    ...(await chargedTwice(books)),
    ...(await countedTwice(books)),
  ];
}

/** An event that came twice counts once. */
async function countedTwice(books: Books): Promise<string[]> {
  const found = [];
  for (const [metric, book, text] of COUNTED) {
    const sums = 'select coalesce(sum(value), 0)::int as n from metric_total where metric = $1';
    const [counted] = await books.rows<{ n: number }>('analytics', sums, [metric]);
    const [there] = await books.rows<{ n: number }>(book, text);
    if (counted && there && counted.n > there.n) found.push(`analytics counts ${counted.n} ${metric} of ${there.n}`);
  }
  return found;
}

/** The provider's own books: what it keeps of an order's money, over all its payments, is at most the order's price. */
async function chargedTwice(books: Books): Promise<string[]> {
  const kept = await providerKeeps(books);
  const payments = await books.rows<{ id: string; order_id: string; amount_minor: string }>(
    'payment',
    `select p.id, p.order_id, o.amount_minor from payment p join orders o on o.id = p.order_id
     where p.provider = 'simulator'`,
  );
  const orders = new Map<string, { price: number; kept: number }>();
  for (const { id, order_id, amount_minor } of payments) {
    const order = orders.get(order_id) ?? { price: Number(amount_minor), kept: 0 };
    order.kept += kept.get(id) ?? 0;
    orders.set(order_id, order);
  }
  return [...orders].flatMap(([id, order]) =>
    order.kept > order.price ? [`order ${id} costs ${order.price}, the provider keeps ${order.kept}`] : [],
  );
}

/** By our payment id: minor units the provider has reserved or taken and not given back. */
export async function providerKeeps(books: Books): Promise<Map<string, number>> {
  const rows = await books.rows<{ reference: string; kept: string }>('provider-simulator', PROVIDER_KEEPS);
  return new Map(rows.map(({ reference, kept }) => [reference, Number(kept)]));
}
