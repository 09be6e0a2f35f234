import type { MigrationInterface, QueryRunner } from 'typeorm';

/** No foreign key to provider_account: every insert would lock that one row and payments would queue for it. */
const PAYMENT = `
create table payment (
  id uuid primary key,
  order_id uuid not null references orders (id),
  parent_payment_id uuid references payment (id),
  merchant_id uuid not null,
  customer_id uuid,
  livemode boolean not null,
  provider text not null,
  account_id text not null,
  method text,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  status text not null check (status in ('pending', 'requires_action', 'unknown', 'authorized', 'captured',
    'partially_refunded', 'refunded', 'failed', 'cancelled')),
  surplus boolean not null default false,
  manual_capture boolean not null,
  cancellable boolean not null,
  authorized_minor bigint not null default 0 check (authorized_minor between 0 and amount_minor),
  captured_minor bigint not null default 0 check (captured_minor >= 0),
  refunded_minor bigint not null default 0 check (refunded_minor >= 0),
  refunding_minor bigint not null default 0 check (refunding_minor >= 0),
  provider_session_id text,
  provider_payment_id text,
  payment_token text,
  card jsonb,
  failure jsonb,
  checkout jsonb,
  creating boolean not null,
  cancel_asked boolean not null default false,
  open_operation_id uuid,
  open_operation_kind text,
  capture_wanted_minor bigint check (capture_wanted_minor > 0),
  refund_wanted_minor bigint check (refund_wanted_minor >= 0),
  release_reason text,
  decision text check (decision in ('confirmed', 'rejected', 'closed')),
  book_id text,
  booking_status text check (booking_status in ('confirmed', 'cancelled')),
  decided_at timestamptz,
  asked_at timestamptz,
  ask_count integer not null default 0,
  poll_at timestamptz,
  poll_count integer not null default 0,
  poll_until timestamptz not null,
  version integer not null check (version > 0),
  authorized_version integer,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint payment_captured_within_authorized check (captured_minor <= authorized_minor),
  constraint payment_refunded_within_captured check (refunded_minor + refunding_minor <= captured_minor)
) with (fillfactor = 80)`;

const TRANSACTION = `
create table payment_transaction (
  provider text not null,
  account_id text not null,
  provider_payment_id text not null,
  payment_id uuid not null references payment (id),
  outcome text not null,
  amount_minor bigint,
  currency text,
  failure jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (provider, account_id, provider_payment_id)
)`;

const INDEXES = [
  `create unique index payment_one_success on payment (order_id)
    where not surplus and status in ('authorized', 'captured', 'partially_refunded', 'refunded')`,
  `create unique index payment_session on payment (provider, account_id, provider_session_id)
    where provider_session_id is not null`,
  `create index payment_of_order on payment (order_id)`,
  `create index payment_of_merchant on payment (merchant_id, id desc)`,
  `create index payment_of_customer on payment (customer_id, id desc) where customer_id is not null`,
  `create index payment_to_poll on payment (poll_at) where poll_at is not null`,
  `create index payment_asked on payment (asked_at) where asked_at is not null`,
  `create index payment_transaction_of_payment on payment_transaction (payment_id)`,
];

const SUCCESS = ['authorized', 'captured', 'partially_refunded', 'refunded'] as const;
const OPEN = ['pending', 'requires_action', 'unknown'] as const;
const LEGAL = [
  ...OPEN.flatMap((from) => [...OPEN, ...SUCCESS, 'failed', 'cancelled'].map((to) => [from, to])),
  ...['failed', 'cancelled'].flatMap((from) => SUCCESS.map((to) => [from, to])),
  ['failed', 'cancelled'],
  ['authorized', 'captured'],
  ['authorized', 'partially_refunded'],
  ['authorized', 'refunded'],
  ['authorized', 'cancelled'],
  ['captured', 'partially_refunded'],
  ['captured', 'refunded'],
  ['partially_refunded', 'captured'],
  ['partially_refunded', 'refunded'],
  ['refunded', 'captured'],
  ['refunded', 'partially_refunded'],
].filter(([from, to]) => from !== to);

export class CreatePayments1700000000002 implements MigrationInterface {
  name = 'CreatePayments1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PAYMENT);
    await runner.query(TRANSACTION);
    for (const index of INDEXES) await runner.query(index);
    const pairs = LEGAL.map(([from, to]) => `'${from}>${to}'`).join(', ');
    await runner.query(`
      create trigger payment_legal_move before update of status on payment for each row
        when (old.status <> new.status) execute function refuse_illegal_move(${pairs})`);
    await runner.query(`
      create trigger payment_past_is_fixed before update of amount_minor, currency, order_id on payment for each row
        when (old.amount_minor <> new.amount_minor or old.currency <> new.currency or old.order_id <> new.order_id)
        execute function refuse_change_of_the_past()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table payment_transaction`);
    await runner.query(`drop table payment`);
  }
}
