import { rowArrays, sql } from '#postgres';
import { ORDER_COLUMNS, PAYMENT_COLUMNS, REFUND_COLUMNS } from './order-case.rows.js';

/** Locks in the order of ids, orders before payments: no two callers can wait for each other. */
export const lockOrders = sql(
  'payment.lock-orders',
  `select ${ORDER_COLUMNS} from orders o where o.id = any($1::uuid[]) order by o.id for update`,
);

export const lockOrdersOfPayments = sql(
  'payment.lock-orders-of-payments',
  `select ${ORDER_COLUMNS} from orders o
   where o.id = any(array(select order_id from payment where id = any($1::uuid[]))) order by o.id for update`,
);

export const lockPayments = sql(
  'payment.lock-payments',
  `select ${PAYMENT_COLUMNS} from payment p where p.order_id = any($1::uuid[]) order by p.id for update`,
);

/** The same where the orders are not known yet: it need not wait for the answer of `lockOrdersOfPayments`. */
export const lockPaymentsBeside = sql(
  'payment.lock-payments-beside',
  `select ${PAYMENT_COLUMNS} from payment p
   where p.order_id = any(array(select order_id from payment where id = any($1::uuid[]))) order by p.id for update`,
);

export const refundsOfPayments = sql(
  'payment.refunds-of-payments',
  `select ${REFUND_COLUMNS} from refund r where r.payment_id = any($1::uuid[]) order by r.id`,
);

export const updateOrders = sql(
  'payment.update-orders',
  `update orders o set status = r.status, version = r.version, updated_at = now()
   from unnest($1::uuid[], $2::text[], $3::integer[]) as r(id, status, version) where o.id = r.id`,
);

const CHANGED = `status text, surplus boolean, authorized_minor bigint, captured_minor bigint, refunded_minor bigint,
  refunding_minor bigint, provider_session_id text, provider_payment_id text, failure jsonb, checkout jsonb,
  creating boolean, cancel_asked boolean, open_operation_id uuid, open_operation_kind text,
  capture_wanted_minor bigint, refund_wanted_minor bigint, release_reason text, decision text, book_id text,
  booking_status text, version integer, authorized_version integer`;
export const changedPayments = rowArrays(`id uuid, ${CHANGED}`);
const changedNames = changedPayments.names.split(', ').slice(1);
const ASKED = changedNames.length + 2;

/**
 * `changedPayments`, then the ids of those booking is asked about. A payment is polled while it is open or may succeed
 * late, and when money that must go back can't be sent; the poll itself moves `poll_at` on.
 */
export const updatePayments = sql(
  'payment.update-payments',
  `update payment p set ${changedNames.map((name) => `${name} = r.${name}`).join(', ')}, updated_at = now(),
     decided_at = case when p.decision is null and r.decision is not null then now() else p.decided_at end,
     asked_at = case when r.decision is not null or r.status in ('failed', 'cancelled') then null
       when p.id = any($${ASKED}::uuid[]) then now() else p.asked_at end,
     poll_at = case when r.status in ('pending', 'requires_action', 'unknown') then p.poll_at
       when r.status in ('failed', 'cancelled') and r.authorized_minor = 0 then p.poll_at
       when r.status = 'authorized' and not p.manual_capture then coalesce(p.poll_at, now() + interval '1 min')
       when r.release_reason is not null and r.open_operation_id is null and r.status <> 'cancelled'
         and (r.captured_minor = 0 or r.captured_minor > r.refunded_minor + r.refunding_minor)
         then coalesce(p.poll_at, now() + interval '1 hour')
       else null end
   from ${changedPayments.source} where p.id = r.id`,
);

const FIXED = `order_id uuid, parent_payment_id uuid, merchant_id uuid, customer_id uuid, livemode boolean,
  provider text, account_id text, method text, amount_minor bigint, currency text, manual_capture boolean,
  cancellable boolean, payment_token text, card jsonb, poll_until timestamptz, created_at timestamptz`;
export const newPayments = rowArrays(`id uuid, ${FIXED}, ${CHANGED}`);
const FIRST_POLL = newPayments.names.split(', ').length + 1;

/** `newPayments`, then the seconds until the first poll. */
export const insertPayments = sql(
  'payment.insert-payments',
  `insert into payment (${newPayments.names}, poll_at)
   select ${newPayments.names}, now() + make_interval(secs => $${FIRST_POLL}::double precision) from ${newPayments.source}`,
);

export const tries = rowArrays(`provider text, account_id text, provider_payment_id text, payment_id uuid, outcome text,
  amount_minor bigint, currency text, failure jsonb`);

export const upsertTries = sql(
  'payment.upsert-tries',
  `insert into payment_transaction as t (${tries.names})
   select ${tries.names} from ${tries.source} order by provider, account_id, provider_payment_id
   on conflict (provider, account_id, provider_payment_id) do update
     set outcome = excluded.outcome, amount_minor = coalesce(excluded.amount_minor, t.amount_minor),
       failure = excluded.failure, updated_at = now()
   where t.payment_id = excluded.payment_id`,
);

/** Who wrote a create call makes it at once; the worker takes it over when that process died. */
export const insertOperations = sql(
  'payment.insert-operations',
  `insert into payment_operation (id, payment_id, kind, amount_minor, next_attempt_at)
   select id, payment_id, kind, amount_minor, now() + case kind when 'create' then interval '5 s' else interval '0' end
   from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[]) as r(id, payment_id, kind, amount_minor)`,
);

/** `$4` the schedule in seconds by which a call without an answer is asked for again (R14). */
export const updateOperations = sql(
  'payment.update-operations',
  `update payment_operation o set status = r.status, failure = r.failure, lease_until = null, lease_token = null,
     updated_at = now(), next_attempt_at = case when r.status = 'unknown' then now() + make_interval(
       secs => ($4::double precision[])[least(greatest(o.attempts, 1), array_length($4::double precision[], 1))])
       else o.next_attempt_at end
   from unnest($1::uuid[], $2::text[], $3::jsonb[]) as r(id, status, failure)
   where o.id = r.id and o.status in ('intended', 'unknown')`,
);

/** `$2` seconds until a sent refund is asked about. */
export const upsertRefunds = sql(
  'payment.upsert-refunds',
  `insert into refund as f (id, payment_id, order_id, merchant_id, livemode, amount_minor, currency, reason, status,
     sent, provider_refund_id, failure)
   select id, payment_id, order_id, merchant_id, livemode, amount_minor, currency, reason, status, sent,
     provider_refund_id, failure
   from jsonb_to_recordset($1::jsonb) as r(id uuid, payment_id uuid, order_id uuid, merchant_id uuid, livemode boolean,
     amount_minor bigint, currency text, reason text, status text, sent boolean, provider_refund_id text, failure jsonb)
   on conflict (id) do update set status = excluded.status, sent = excluded.sent, failure = excluded.failure,
     provider_refund_id = coalesce(excluded.provider_refund_id, f.provider_refund_id), updated_at = now(),
     poll_at = case when excluded.status <> 'pending' then null
       when excluded.provider_refund_id is null then f.poll_at
       else coalesce(f.poll_at, now() + make_interval(secs => $2::double precision)) end`,
);

export const insertLedger = sql(
  'payment.insert-ledger',
  `insert into ledger_entry (kind, order_id, payment_id, refund_id, merchant_id, account, amount_minor, currency)
   select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::text[])`,
);

export const markAsked = sql(
  'payment.mark-asked',
  `update payment set asked_at = now(), ask_count = ask_count + 1 where id = any($1::uuid[])`,
);
