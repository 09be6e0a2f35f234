import { filtered, rowArrays, sql } from '#postgres';

export const newSessions = rowArrays(`id text, reference text, idempotency_key text, request_hash text, amount bigint,
  currency text, capture text, method text, description text, return_url text, notify_url text, server_side boolean,
  expires_in_s int`);

/** Opens sessions that are new by reference and key; the others stay as they are. */
export const OPEN = sql(
  'books.open',
  `
  insert into session (id, reference, idempotency_key, request_hash, amount, currency, capture, method, description,
    return_url, notify_url, server_side, status, try_count, expires_at, created_at)
  select id, reference, idempotency_key, request_hash, amount, currency, capture, method, description,
    return_url, notify_url, server_side, 'open', 0, now() + make_interval(secs => expires_in_s), now()
  from ${newSessions.source}
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

export const sessions = rowArrays('id text, status text, cancelled_by text, try_count int, closed_at timestamptz');

export const SAVE_SESSIONS = sql(
  'books.save-sessions',
  `
  update session s set status = r.status, cancelled_by = r.cancelled_by, try_count = r.try_count,
    closed_at = r.closed_at
  from ${sessions.source} where s.id = r.id`,
);

export const tries =
  rowArrays(`id text, session_id text, no int, method text, behaviour text, amount bigint, currency text,
  card_brand text, card_last4 text, status text, captured_amount bigint, refunded_amount bigint, failure_code text,
  created_at timestamptz, authorized_at timestamptz, captured_at timestamptz, ended_at timestamptz,
  settle_at timestamptz`);

export const SAVE_TRIES = sql(
  'books.save-tries',
  `
  insert into try (${tries.names}) select ${tries.names} from ${tries.source}
  on conflict (id) do update set status = excluded.status, captured_amount = excluded.captured_amount,
    refunded_amount = excluded.refunded_amount, failure_code = excluded.failure_code,
    authorized_at = excluded.authorized_at, captured_at = excluded.captured_at, ended_at = excluded.ended_at,
    settle_at = excluded.settle_at`,
);

export const operations =
  rowArrays(`id text, session_id text, try_id text, kind text, idempotency_key text, amount bigint,
  merchant_refund_id text, status text, failure_code text, settle_at timestamptz, created_at timestamptz,
  updated_at timestamptz`);

export const SAVE_OPERATIONS = sql(
  'books.save-operations',
  `
  insert into operation (${operations.names}) select ${operations.names} from ${operations.source} order by created_at, id
  on conflict (id) do update set status = excluded.status, failure_code = excluded.failure_code,
    settle_at = excluded.settle_at, updated_at = excluded.updated_at`,
);

export const entries = rowArrays(
  `session_id text, operation_id text, kind text, debit text, credit text, amount bigint`,
);

export const ADD_ENTRIES = sql(
  'books.add-entries',
  `insert into entry (${entries.names}) select ${entries.names} from ${entries.source}`,
);

export const notices = rowArrays(`id text, session_id text, type text, url text, body text, copies int, forged boolean,
  dropped boolean, delay_ms int`);

/** What is to be told at once is held for a minute by who wrote it, and who sends it. */
export const ADD_NOTICES = sql(
  'books.add-notices',
  `
  insert into notice (id, session_id, type, url, body, copies, forged, dropped, held, available_at)
  select id, session_id, type, url, body, copies, forged, dropped, delay_ms = 0,
    now() + case when delay_ms = 0 then interval '60 seconds' else make_interval(secs => delay_ms / 1000.0) end
  from ${notices.source}`,
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
