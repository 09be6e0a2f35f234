import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPERATION = `
create table payment_operation (
  id uuid primary key,
  payment_id uuid not null references payment (id),
  kind text not null check (kind in ('create', 'cancel', 'capture', 'void', 'refund')),
  amount_minor bigint not null check (amount_minor > 0),
  status text not null default 'intended' check (status in ('intended', 'succeeded', 'failed', 'unknown')),
  failure jsonb,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  lease_until timestamptz,
  lease_token uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
) with (fillfactor = 80)`;

const REFUND = `
create table refund (
  id uuid primary key,
  payment_id uuid not null references payment (id),
  order_id uuid not null,
  merchant_id uuid not null,
  livemode boolean not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  reason text not null,
  status text not null check (status in ('pending', 'processed', 'failed')),
  sent boolean not null,
  provider_refund_id text,
  failure jsonb,
  poll_at timestamptz,
  poll_count integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
)`;

const STATEMENTS = [
  OPERATION,
  `create unique index payment_operation_one_open on payment_operation (payment_id)
    where kind in ('capture', 'void', 'refund') and status in ('intended', 'unknown')`,
  `create index payment_operation_due on payment_operation (next_attempt_at) where status in ('intended', 'unknown')`,
  `create index payment_operation_of_payment on payment_operation (payment_id)`,
  `create trigger payment_operation_legal_move before update of status on payment_operation for each row
    when (old.status <> new.status) execute function refuse_illegal_move(
      'intended>succeeded', 'intended>failed', 'intended>unknown', 'unknown>succeeded', 'unknown>failed')`,
  REFUND,
  `create index refund_of_payment on refund (payment_id)`,
  `create index refund_of_merchant on refund (merchant_id, id desc)`,
  `create index refund_to_poll on refund (poll_at) where poll_at is not null`,
  `create trigger refund_legal_move before update of status on refund for each row
    when (old.status <> new.status) execute function refuse_illegal_move(
      'pending>processed', 'pending>failed', 'processed>failed')`,
];

export class CreateOperations1700000000003 implements MigrationInterface {
  name = 'CreateOperations1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table refund`);
    await runner.query(`drop table payment_operation`);
  }
}
