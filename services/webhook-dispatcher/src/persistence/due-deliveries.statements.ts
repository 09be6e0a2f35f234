import { sql } from '#postgres';
import { EACH_BY_INDEX } from './plan-hints.js';

const WAITS = `status in ('pending', 'retrying', 'delivering')`;
/** Endpoint `e` may be sent to now. */
export const OPEN_ENDPOINT = `e.status = 'enabled' and not e.paused and e.deleted_at is null
  and (e.open_until is null or e.open_until <= now())`;

/** Walks the index from endpoint to endpoint, one probe each, instead of reading all that waits. */
const HEADS = `recursive head as (
     (select endpoint_id, due_at from delivery where ${WAITS} order by endpoint_id, due_at limit 1)
     union all
     select next.endpoint_id, next.due_at from head, lateral (
       select endpoint_id, due_at from delivery
       where ${WAITS} and endpoint_id > head.endpoint_id order by endpoint_id, due_at limit 1
     ) next
   )`;

export const ENDPOINTS = sql(
  'due.endpoints',
  `with ${HEADS}
   select head.endpoint_id from head join endpoint e on e.id = head.endpoint_id
   where head.due_at <= now() and ${OPEN_ENDPOINT}`,
);

export const BACKLOG_AGE = sql(
  'due.backlog-age',
  `with ${HEADS}
   select extract(epoch from now() - min(head.due_at))::float8 as age
   from head join endpoint e on e.id = head.endpoint_id where head.due_at <= now() and ${OPEN_ENDPOINT}`,
);

/**
 * Takes what is due, writes each attempt's row and gives the bodies to send, in one statement: an attempt is on record
 * before its first byte leaves (I7). While an endpoint's breaker is remembered as open, one probe at a time.
 */
export const LEASE = sql(
  'due.lease',
  `with wanted as (
     select * from unnest($1::uuid[], $2::integer[]) as t (endpoint_id, room) ${EACH_BY_INDEX}
   ), due as materialized (
     select d.id, e.version, e.openings
     from wanted w
     join endpoint e on e.id = w.endpoint_id and ${OPEN_ENDPOINT}
     cross join lateral (
       select id from delivery
       where endpoint_id = w.endpoint_id and ${WAITS} and due_at <= now() and ($3::boolean or attempts = 0)
       order by due_at limit case when e.openings > 0 then 1 else w.room end
       for update skip locked
     ) d
   ), leased as (
     update delivery d set status = 'delivering', attempts = attempts + 1, due_at = now() + $4 * interval '1 millisecond',
       lease_holder = $5
     from due where d.id = due.id
     returning d.id, d.event_id, d.event_type, d.endpoint_id, d.merchant_id, d.livemode, d.attempts, d.uncounted,
       due.version, due.openings
   ), logged as (
     insert into attempt (delivery_id, number) select id, attempts from leased
   )
   select leased.*, w.body from leased join webhook_event w on w.id = leased.event_id`,
);

export const TARGETS = sql(
  'due.targets',
  `select id, version, url, livemode, secrets from endpoint where id = any($1::uuid[]) and deleted_at is null`,
);

/**
 * Writes results where the delivery still is this attempt's; the attempt's own row is finished in any case. An
 * endpoint is failing since its first failure after a success; endpoints that need no change are not touched.
 */
export const SETTLE = sql(
  'due.settle',
  `with result as (
     select * from unnest($1::uuid[], $2::integer[], $3::text[], $4::float8[], $5::integer[], $6::smallint[], $7::text[],
       $8::integer[], $9::text[]) as t (id, number, status, delay_ms, uncounted, status_code, error, duration_ms, response)
     ${EACH_BY_INDEX}
   ), settled as (
     update delivery d set status = r.status, uncounted = d.uncounted + r.uncounted,
       due_at = case when r.status = 'retrying' then now() + r.delay_ms * interval '1 millisecond' else d.due_at end,
       finished_at = case when r.status = 'retrying' then null else now() end
     from result r where d.id = r.id and d.attempts = r.number and d.status = 'delivering'
     returning d.id, d.endpoint_id, d.status, r.uncounted
   ), logged as (
     update attempt a set finished_at = now(), status_code = r.status_code, error = r.error,
       duration_ms = r.duration_ms, response = r.response
     from result r where a.delivery_id = r.id and a.number = r.number and a.finished_at is null
   ), health as (
     select endpoint_id, bool_or(status = 'delivered') as ok from settled where uncounted = 0 group by endpoint_id
   ), changed as (
     select e.id, h.ok from endpoint e join health h on h.endpoint_id = e.id
     where (e.failing_since is null) <> h.ok order by e.id for update of e
   ), noted as (
     update endpoint e set failing_since = case when c.ok then null else now() end from changed c where e.id = c.id
   )
   select id from settled`,
);

/** Found by the index of what waits: who died is looked for among all of it, which is rare. */
export const FREE = sql(
  'due.free',
  `update delivery set due_at = now()
   where lease_holder = any($1::integer[]) and ${WAITS} and status = 'delivering' and due_at > now()`,
);

export const DISABLE = sql(
  'due.disable',
  `update endpoint e set status = 'disabled', disabled_at = now(), version = version + 1,
     disabled_reason = case when e.id = any($1::uuid[]) then 'gone' else 'failing' end
   where e.id = any($1::uuid[] || $2::uuid[]) and e.status = 'enabled' and e.deleted_at is null
     and (e.id = any($1::uuid[]) or e.failing_since < now() - interval '120 hours')
   returning e.id, e.merchant_id, e.livemode, e.version, e.disabled_reason as reason`,
);

export const HOLD_BACK = sql(
  'due.hold-back',
  `update endpoint set openings = $2::integer,
     open_until = case when $2::integer > 0 then now() + $3 * interval '1 millisecond' end
   where id = $1`,
);
