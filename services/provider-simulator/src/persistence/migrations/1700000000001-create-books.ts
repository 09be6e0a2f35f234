import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
create table session (
  id text primary key,
  seq bigint generated always as identity unique,
  reference text not null unique,
  idempotency_key text not null unique,
  request_hash text not null,
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  capture text not null check (capture in ('automatic', 'manual')),
  method text check (method in ('credit_card', 'debit_card', 'net_banking', 'upi', 'wallet')),
  description text not null,
  return_url text not null,
  notify_url text not null,
  server_side boolean not null,
  status text not null check (status in ('open', 'completed', 'failed', 'cancelled', 'expired')),
  cancelled_by text check (cancelled_by in ('merchant', 'customer')),
  try_count int not null,
  expires_at timestamptz not null,
  closed_at timestamptz,
  created_at timestamptz not null,
  check ((status = 'open') = (closed_at is null))
);
create index session_open on session (expires_at) where status = 'open';

create table try (
  id text primary key,
  session_id text not null references session (id),
  no int not null check (no > 0),
  method text not null check (method in ('credit_card', 'debit_card', 'net_banking', 'upi', 'wallet')),
  behaviour text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  card_brand text,
  card_last4 text check (card_last4 ~ '^[0-9]{4}$'),
  status text not null check (status in
    ('requires_otp', 'processing', 'authorized', 'captured', 'voided', 'declined', 'capture_failed')),
  captured_amount bigint not null check (captured_amount between 0 and amount),
  refunded_amount bigint not null check (refunded_amount between 0 and captured_amount),
  failure_code text,
  created_at timestamptz not null,
  authorized_at timestamptz,
  captured_at timestamptz,
  ended_at timestamptz,
  settle_at timestamptz,
  unique (session_id, no),
  check ((status = 'captured') = (captured_amount > 0)),
  check (status not in ('authorized', 'captured', 'voided', 'capture_failed') or authorized_at is not null)
);
create unique index try_one_standing on try (session_id) where status in ('authorized', 'captured');
create index try_settle on try (settle_at) where settle_at is not null;

create table operation (
  id text primary key,
  seq bigint generated always as identity,
  session_id text not null,
  try_id text not null references try (id),
  kind text not null check (kind in ('capture', 'void', 'refund')),
  idempotency_key text not null,
  amount bigint not null check (amount > 0),
  merchant_refund_id text,
  status text not null check (status in ('pending', 'processed', 'failed')),
  failure_code text,
  settle_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (try_id, idempotency_key),
  unique (try_id, merchant_refund_id),
  check ((kind = 'refund') = (merchant_refund_id is not null))
);
create index operation_session on operation (session_id);
create index operation_settle on operation (settle_at) where settle_at is not null;
create unique index operation_one_capture on operation (try_id) where kind = 'capture' and status = 'processed';

create table entry (
  id bigint generated always as identity primary key,
  session_id text not null,
  operation_id text not null references operation (id),
  kind text not null check (kind in ('capture', 'refund', 'refund_returned')),
  debit text not null check (debit in ('customer', 'merchant')),
  credit text not null check (credit in ('customer', 'merchant') and credit <> debit),
  amount bigint not null check (amount > 0),
  created_at timestamptz not null default now(),
  unique (operation_id, kind)
);
`;

/** Sessions, tries, operations and the double-sided movements of money. */
export class CreateBooks1700000000001 implements MigrationInterface {
  readonly name = 'CreateBooks1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table entry, operation, try, session');
  }
}
