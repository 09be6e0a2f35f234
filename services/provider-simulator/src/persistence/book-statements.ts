import { filtered, sql } from '#postgres';

/** Opens sessions that are new by reference and key; the others stay as they are. */
export const OPEN = sql(
  'books.open',
  `
  insert into session (id, reference, idempotency_key, request_hash, amount, currency, capture, method, description,
    return_url, notify_url, server_side, status, try_count, expires_at, created_at)
  select id, reference, idempotency_key, request_hash, amount, currency, capture, method, description,
    return_url, notify_url, server_side, 'open', 0, now() + make_interval(secs => expires_in_s), now()
  from json_to_recordset($1::json) as asked (id text, reference text, idempotency_key text, request_hash text,
    amount bigint, currency text, capture text, method text, description text, return_url text, notify_url text,
    server_side boolean,
    expires_in_s int)
  on conflict do nothing
  returning *`,
);

export const KNOWN = sql(
  'books.known',
  'select * from session where reference = any($1::text[]) or idempotency_key = any($2::text[])',
);

/** In the order of their ids, so that two batches never wait for each other in a circle. */
export const LOCK = sql(
  'books.lock',
  'select *, clock_timestamp() as locked_at from session where id = any($1::text[]) order by id for update',
);

const CHILDREN = (session: string) => `
  (select json_agg(t order by t.no) from try t where t.session_id = ${session}) as tries,
  (select json_agg(o order by o.seq) from operation o where o.session_id = ${session}) as operations`;

/** After the lock, in a statement of its own: it must see what the lock waited for. */
export const LOAD = sql('books.load', `select asked.id, ${CHILDREN('asked.id')} from unnest($1::text[]) as asked (id)`);

export const FIND_BY_ID = sql(
  'books.find-by-id',
  `select to_json(s) as session, ${CHILDREN('s.id')} from session s where s.id = $1`,
);

export const FIND_BY_REFERENCE = sql(
  'books.find-by-reference',
  `select to_json(s) as session, ${CHILDREN('s.id')} from session s where s.reference = $1`,
);

export const PAGE = sql(
  'books.page',
  `select to_json(s) as session, s.seq, ${CHILDREN('s.id')} from session s where s.seq > $1 order by s.seq limit $2`,
);

/** One statement for everything a batch of moves changed. */
export const SAVE = sql(
  'books.save',
  `
  with sessions as (
    update session s set status = r.status, cancelled_by = r.cancelled_by, try_count = r.try_count,
      closed_at = r.closed_at
    from json_populate_recordset(null::session, $1::json) r where s.id = r.id
  ), tries as (
    insert into try select * from json_populate_recordset(null::try, $2::json)
    on conflict (id) do update set status = excluded.status, captured_amount = excluded.captured_amount,
      refunded_amount = excluded.refunded_amount, failure_code = excluded.failure_code,
      authorized_at = excluded.authorized_at, captured_at = excluded.captured_at, ended_at = excluded.ended_at,
      settle_at = excluded.settle_at
  ), operations as (
    insert into operation (id, session_id, try_id, kind, idempotency_key, amount, merchant_refund_id, status,
      failure_code, settle_at, created_at, updated_at)
    select id, session_id, try_id, kind, idempotency_key, amount, merchant_refund_id, status, failure_code,
      settle_at, created_at, updated_at
    from json_populate_recordset(null::operation, $3::json) order by created_at, id
    on conflict (id) do update set status = excluded.status, failure_code = excluded.failure_code,
      settle_at = excluded.settle_at, updated_at = excluded.updated_at
  ), entries as (
    insert into entry (session_id, operation_id, kind, debit, credit, amount)
    select session_id, operation_id, kind, debit, credit, amount from json_populate_recordset(null::entry, $4::json)
  )
  insert into notice (id, session_id, type, url, body, copies, forged, dropped, held, available_at)
  select id, session_id, type, url, body, copies, forged, dropped, delay_ms = 0,
    now() + case when delay_ms = 0 then interval '60 seconds' else make_interval(secs => delay_ms / 1000.0) end
  from json_to_recordset($5::json) as told (id text, session_id text, type text, url text, body text, copies int,
    forged boolean, dropped boolean, delay_ms int)`,
);

export const DUE = sql(
  'books.due',
  `
  (select session_id as id from try where settle_at <= now() limit $1)
  union (select session_id from operation where settle_at <= now() limit $1)
  union (select s.id from session s where s.status = 'open' and s.expires_at <= now()
    and not exists (select from try t where t.session_id = s.id and t.status = 'processing') limit $1)`,
);

/** Pending and late tries and refunds under way; authorizations keep their time. */
export const ADVANCE = filtered(
  'books.advance',
  { reference: 'session_id in (select id from session where reference = ? or id = ?)' },
  (where) => `
  with tries as (
    update try set settle_at = now() where settle_at > now() and status in ('processing', 'declined') and ${where}
    returning 1
  ), operations as (
    update operation set settle_at = now() where settle_at > now() and ${where} returning 1
  )
  select (select count(*) from tries) + (select count(*) from operations) as advanced`,
);
