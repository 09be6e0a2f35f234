import type { ServiceName } from '../../deploy/local/src/platform/services.js';
import type { Fire } from './fire.js';
import type { PromiseId } from './options.js';

/** One row that breaks exactly one promise. */
export interface Plant {
  readonly where: ServiceName;
  readonly says: string;
  /** Constraints that would forbid it are dropped first: the database is thrown away. */
  readonly unlock?: string;
  readonly table: string;
  /** Gives the id of the row to corrupt. */
  readonly pick: string;
  readonly key?: string;
  /** What is set; without it the row is deleted. */
  readonly set?: string;
}

const confirmed = (column: string, nth = 0): string =>
  `select ${column} from booking where status = 'confirmed' and kind = 'paid' order by id limit 1 offset ${nth}`;

export const PLANTS: Readonly<Record<PromiseId, Plant>> = {
  P1: {
    where: 'booking',
    says: 'a booking that costs more than was paid',
    table: 'booking',
    pick: confirmed('id'),
    set: 'amount_minor = amount_minor + 1',
  },
  P2: {
    where: 'booking',
    says: 'a paid payment that nobody has decided about',
    table: 'payment_decision',
    pick: confirmed('payment_id'),
    key: 'payment_id',
  },
  P3: {
    where: 'booking',
    says: 'a cart with two bookings',
    table: 'booking',
    pick: confirmed('id', 1),
    set: `cart_id = (${confirmed('cart_id')})`,
  },
  P4: {
    where: 'booking',
    says: 'a slot with fewer places than are booked',
    unlock: 'alter table slot drop constraint if exists slot_never_oversold',
    table: 'slot',
    pick: 'select id from slot where booked > 0 order by id limit 1',
    set: 'capacity = booked + held - 1',
  },
  P5: {
    where: 'analytics',
    says: 'an event that its consumer has not taken in',
    table: 'inbox',
    pick: "select event_id from event_log where type = 'payment.captured' order by event_id limit 1",
    key: 'event_id',
  },
  P6: {
    where: 'booking',
    says: 'a booking that was cancelled without a word',
    table: 'booking',
    pick: confirmed('id'),
    set: "status = 'cancelled', cancelled_at = now()",
  },
  P7: {
    where: 'payment',
    says: 'a ledger entry that is one unit off',
    table: 'ledger_entry',
    pick: "select id from ledger_entry where account = 'merchant_payable' order by id limit 1",
    set: 'amount_minor = amount_minor - 1',
  },
  P8: {
    where: 'payment',
    says: "an order's snapshot with another fee",
    table: 'orders',
    pick: 'select id from orders order by id limit 1',
    set: "snapshot = jsonb_set(snapshot, '{feeMinor}', to_jsonb((snapshot ->> 'feeMinor')::bigint + 1))",
  },
};

/** A further way to break P3: an event that counted twice. */
export const TWICE: Plant = {
  where: 'analytics',
  says: 'an order that was counted twice',
  table: 'metric_total',
  pick: "select metric from metric_total where metric = 'orders'",
  key: 'metric',
  set: 'value = value + 1',
};

/** Further ways to break P5: an event never told, or without effect where it was taken in; a webhook nobody sends. */
export const LOST: readonly Plant[] = [
  {
    where: 'payment',
    says: 'an order that nobody was told of',
    table: 'outbox',
    pick: "select id from outbox where type = 'order.created' order by id limit 1",
  },
  {
    where: 'analytics',
    says: 'an event that was taken in and not written down',
    table: 'event_log',
    pick: "select event_id from event_log where type = 'payment.captured' order by event_id limit 1",
    key: 'event_id',
  },
  {
    where: 'webhook-dispatcher',
    says: 'an event that is to be sent to nobody',
    table: 'delivery',
    pick: "select id from delivery where event_type = 'payment.captured' order by id limit 1",
  },
];

/** What was planted, in words, and the row as it was before. */
export interface Planted {
  readonly says: string;
  readonly plant: Plant;
  readonly before: string;
}

/** Corrupts one row behind every guard. Throws when there is no such row. */
export async function plant(fire: Pick<Fire, 'sql'>, planted: Plant): Promise<Planted> {
  const { where, says, unlock, table, pick, key = 'id', set } = planted;
  return await fire.sql(where, async (client) => {
    await client.query('set session_replication_role = replica');
    if (unlock) await client.query(unlock);
    const row = `${key} = (${pick})`;
    const { rows } = await client.query<{ row: string }>(
      `select to_jsonb(t)::text as row from ${table} t where ${row}`,
    );
    if (rows.length !== 1) throw new Error(`"${says}" means ${rows.length} rows`);
    await client.query(set ? `update ${table} set ${set} where ${row}` : `delete from ${table} where ${row}`);
    return { says, plant: planted, before: rows[0]?.row ?? '' };
  });
}

/** Puts the row back as it was. */
export async function pluck(fire: Pick<Fire, 'sql'>, { plant: { where, table, key = 'id' }, before }: Planted) {
  await fire.sql(where, async (client) => {
    await client.query('set session_replication_role = replica');
    const value = (JSON.parse(before) as Record<string, unknown>)[key];
    await client.query(`delete from ${table} where ${key} = $1`, [value]);
    const { rows } = await client.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
      [table],
    );
    const columns = rows.map(({ name }) => `"${name}"`).join(', ');
    const old = `select ${columns} from jsonb_populate_record(null::${table}, $1::jsonb)`;
    await client.query(`insert into ${table} (${columns}) overriding system value ${old}`, [before]);
  });
}
