import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Legal moves are checked by the database too (P6). A row is written once a transaction, so pairs may skip states
 * between.
 */
const LEGAL_MOVE = `
create function refuse_illegal_move() returns trigger language plpgsql as $$
begin
  if not (old.status || '>' || new.status) = any (tg_argv::text[]) then
    raise exception '% % may not go from % to %', tg_table_name, old.id, old.status, new.status
      using errcode = 'check_violation', constraint = tg_table_name || '_legal_move';
  end if;
  return new;
end $$`;

const FIXED_PAST = `
create function refuse_change_of_the_past() returns trigger language plpgsql as $$
begin
  raise exception 'the price of % % is fixed', tg_table_name, old.id
    using errcode = 'check_violation', constraint = tg_table_name || '_past_is_fixed';
end $$`;

const ORDERS = `
create table orders (
  id uuid primary key,
  merchant_id uuid not null,
  customer_id uuid,
  customer_email text,
  customer_name text,
  livemode boolean not null,
  purpose text not null check (purpose in ('booking', 'plain', 'waitlist')),
  cart_id uuid,
  hold_id uuid unique,
  hold_expires_at timestamptz,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  capture text not null check (capture in ('automatic', 'manual')),
  provider text,
  status text not null check (status in
    ('created', 'attempted', 'paid', 'partially_refunded', 'refunded', 'cancelled', 'expired')),
  version integer not null check (version > 0),
  snapshot jsonb not null,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
) with (fillfactor = 85)`;

export class CreateOrders1700000000001 implements MigrationInterface {
  name = 'CreateOrders1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LEGAL_MOVE);
    await runner.query(FIXED_PAST);
    await runner.query(ORDERS);
    await runner.query(`create index orders_of_merchant on orders (merchant_id, id desc)`);
    await runner.query(
      `create index orders_of_customer on orders (customer_id, id desc) where customer_id is not null`,
    );
    await runner.query(`
      create trigger orders_past_is_fixed before update of snapshot, amount_minor, currency, purpose, merchant_id, livemode
        on orders for each row
        when (old.snapshot is distinct from new.snapshot or old.amount_minor <> new.amount_minor
          or old.currency <> new.currency or old.merchant_id <> new.merchant_id or old.livemode <> new.livemode)
        execute function refuse_change_of_the_past()`);
    await runner.query(`
      create trigger orders_legal_move before update of status on orders for each row
        when (old.status <> new.status) execute function refuse_illegal_move(
          'created>attempted', 'created>paid', 'created>partially_refunded', 'created>refunded', 'created>cancelled',
          'created>expired', 'attempted>paid', 'attempted>partially_refunded', 'attempted>refunded',
          'attempted>cancelled', 'attempted>expired', 'paid>partially_refunded', 'paid>refunded', 'paid>cancelled',
          'partially_refunded>paid', 'partially_refunded>refunded', 'partially_refunded>cancelled',
          'refunded>paid', 'refunded>partially_refunded', 'refunded>cancelled',
          'cancelled>paid', 'cancelled>partially_refunded', 'cancelled>refunded',
          'expired>paid', 'expired>partially_refunded', 'expired>refunded', 'expired>cancelled')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table orders`);
    await runner.query(`drop function refuse_change_of_the_past()`);
    await runner.query(`drop function refuse_illegal_move()`);
  }
}
