import type pg from 'pg';
import { bookIdOf } from '../../services/booking/src/domain/book-id.js';
import type { BenchPlatform } from './bench-platform.js';
import { cloneRows, type Copying } from './clone-rows.js';
import { asSuperuser, openClient } from './open-client.js';

/** Copies of one settled order, spread over the month before; `i.n` numbers them, ids agree in both databases. */
const OLD_ID = `
  create function pg_temp.old_id(kind text, n text) returns uuid language sql immutable as $$
    select (substr(t, 1, 8) || '-' || substr(t, 9, 4) || '-7' || substr(h, 1, 3) || '-8' || substr(h, 4, 3) || '-'
      || substr(h, 7, 12))::uuid
    from (select lpad(to_hex(1790000000000 + n::bigint * 2000), 12, '0') as t, md5(kind || n) as h) as parts
  $$`;

const old = (kind: string): string => `pg_temp.old_id('${kind}', i.n)`;
const OF_ORDER = '= (select id from payment where order_id = $1)';
const PAYMENT_ROWS: readonly Copying[] = [
  {
    table: 'orders',
    where: 't.id = $1',
    differences: { id: old('order'), hold_id: old('hold'), cart_id: old('cart') },
  },
  {
    table: 'payment',
    where: 't.order_id = $1',
    differences: {
      id: old('payment'),
      order_id: old('order'),
      provider_session_id: `'cs_old_' || i.n`,
      provider_payment_id: `'pay_old_' || i.n`,
    },
  },
  {
    table: 'payment_transaction',
    where: `t.payment_id ${OF_ORDER}`,
    differences: { payment_id: old('payment'), provider_payment_id: `'pay_old_' || i.n` },
  },
  {
    table: 'payment_operation',
    where: `t.payment_id ${OF_ORDER}`,
    differences: { id: `pg_temp.old_id(t.kind, i.n)`, payment_id: old('payment') },
  },
  {
    table: 'provider_event',
    where: `t.payment_id ${OF_ORDER}`,
    differences: {
      payment_id: old('payment'),
      provider_event_id: `'evt_old_' || right(t.provider_event_id, 8) || i.n`,
    },
  },
  {
    table: 'ledger_entry',
    where: 't.order_id = $1',
    differences: { order_id: old('order'), payment_id: old('payment') },
  },
];
const OF_BOOKING = '= (select id from booking where order_id = $1)';
const BOOKING_ROWS: readonly Copying[] = [
  {
    table: 'cart',
    where: 't.id = (select cart_id from hold where order_id = $1)',
    differences: { id: old('cart') },
  },
  {
    table: 'hold',
    where: 't.order_id = $1',
    differences: { id: old('hold'), order_id: old('order'), cart_id: old('cart') },
  },
  {
    table: 'hold_line',
    where: 't.hold_id = (select id from hold where order_id = $1)',
    differences: { hold_id: old('hold') },
  },
  {
    table: 'booking',
    where: 't.order_id = $1',
    differences: {
      id: old('booking'),
      order_id: old('order'),
      payment_id: old('payment'),
      hold_id: old('hold'),
      cart_id: old('cart'),
      book_id: 'i.book_id',
    },
  },
  { table: 'booking_line', where: `t.booking_id ${OF_BOOKING}`, differences: { booking_id: old('booking') } },
  {
    table: 'ticket',
    where: `t.booking_id ${OF_BOOKING}`,
    differences: { id: old('ticket'), booking_id: old('booking') },
  },
  {
    table: 'payment_decision',
    where: 't.order_id = $1',
    differences: {
      payment_id: old('payment'),
      order_id: old('order'),
      booking_id: old('booking'),
      book_id: 'i.book_id',
      answer_event_id: old('answer'),
    },
  },
];

const CHUNK = 10_000;
const LAST_NUMBER = 2 ** 32 - 1;

/** Puts `count` old orders, payments and bookings there, each with all rows that belong to it in both databases. */
export async function insertOldRows({ platform, data }: BenchPlatform, count: number): Promise<void> {
  const open = (service: 'payment' | 'booking') =>
    openClient(asSuperuser(data.databaseUrl, platform.databaseUrl(service)));
  const [payment, booking] = [await open('payment'), await open('booking')];
  for (const client of [payment, booking]) {
    await client.query(OLD_ID);
    // The originals were checked; a million copies of them need not be.
    await client.query(`set session_replication_role = 'replica'`);
  }
  const originals = await settledOrders(booking, payment);
  const { rows } = await booking.query<{ key: string }>('select key from book_id_key order by round');
  const keys = rows.map(({ key }) => Number(key));
  for (let from = 0; from < count; from += CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, count - from) }, (_, at) => from + at);
    const ids = { n: numbers.map(String), book_id: numbers.map((n) => bookIdOf(LAST_NUMBER - n, keys)) };
    const original = originals[(from / CHUNK) % originals.length] ?? '';
    await Promise.all([cloneAll(payment, PAYMENT_ROWS, original, ids), cloneAll(booking, BOOKING_ROWS, original, ids)]);
  }
  for (const client of [payment, booking]) {
    await client.query('vacuum analyze');
    await client.end();
  }
}

/** One captured order of each slot. */
async function settledOrders(booking: pg.Client, payment: pg.Client): Promise<string[]> {
  const { rows } = await booking.query<{ order_id: string }>(
    `select distinct on (l.slot_id) b.order_id from booking b join booking_line l on l.booking_id = b.id
     where b.kind = 'paid' order by l.slot_id, b.id`,
  );
  const orders = rows.map(({ order_id: orderId }) => orderId);
  const captured = await payment.query<{ order_id: string }>(
    `select order_id from payment where order_id = any($1::uuid[]) and status = 'captured'`,
    [orders],
  );
  return captured.rows.map(({ order_id: orderId }) => orderId);
}

async function cloneAll(
  client: pg.Client,
  copies: readonly Copying[],
  original: string,
  ids: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  for (const copying of copies) await cloneRows(client, copying, original, ids);
}
