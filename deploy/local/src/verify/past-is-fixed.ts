import type { Books } from './books.js';

const CHANGED = `
  select o.id from orders o
  cross join lateral (
    select sum((line ->> 'baseMinor')::bigint) as base, sum((line ->> 'feeMinor')::bigint) as fee,
      sum((line ->> 'earningMinor')::bigint) as earning
    from jsonb_array_elements(o.snapshot -> 'lines') as line) as lines
  where (o.snapshot ->> 'amountMinor')::bigint <> o.amount_minor
    or o.snapshot ->> 'currency' <> o.currency
    or (o.snapshot ->> 'baseMinor')::bigint <> lines.base
    or (o.snapshot ->> 'feeMinor')::bigint <> lines.fee
    or (o.snapshot ->> 'earningMinor')::bigint <> lines.earning`;

const TOLD = `
  select o.id, o.amount_minor, (e.payload::jsonb ->> 'amount_minor') as told
  from outbox e join orders o on o.id = e.aggregate_id::uuid
  where e.type = 'order.created' and (e.payload::jsonb ->> 'amount_minor')::bigint <> o.amount_minor`;

/** P8: an order's price, fee and earning are still those of its snapshot, and those that were told when it was made. */
export async function pastIsFixed(books: Books): Promise<string[]> {
  const changed = await books.rows<{ id: string }>('payment', CHANGED);
  const told = await books.rows<{ id: string; amount_minor: string; told: string }>('payment', TOLD);
  return [
    ...changed.map(({ id }) => `order ${id}: its price is not that of its snapshot`),
    ...told.map((order) => `order ${order.id} costs ${order.amount_minor}, ${order.told} was told`),
  ];
}
