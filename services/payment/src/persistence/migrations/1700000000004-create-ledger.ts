import type { MigrationInterface, QueryRunner } from 'typeorm';

const LEDGER = `
create table ledger_entry (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('capture', 'refund', 'refund_reversal')),
  order_id uuid not null,
  payment_id uuid not null references payment (id),
  refund_id uuid,
  merchant_id uuid not null,
  account text not null check (account in
    ('provider_receivable', 'merchant_payable', 'platform_fee', 'surplus_payable')),
  amount_minor bigint not null check (amount_minor <> 0),
  currency text not null,
  created_at timestamptz not null default now(),
  constraint ledger_journal_once unique nulls not distinct (payment_id, kind, refund_id, account)
)`;

/** A journal is written by one statement, so its sum can be checked there (P7). */
const SUMS_TO_ZERO = `
create function refuse_unbalanced_journal() returns trigger language plpgsql as $$
begin
  if exists (select 1 from added group by payment_id, kind, refund_id, currency having sum(amount_minor) <> 0) then
    raise exception 'a journal does not sum to zero'
      using errcode = 'check_violation', constraint = 'ledger_sums_to_zero';
  end if;
  return null;
end $$`;

export class CreateLedger1700000000004 implements MigrationInterface {
  name = 'CreateLedger1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LEDGER);
    await runner.query(`create index ledger_of_merchant on ledger_entry (merchant_id, currency, account)`);
    await runner.query(SUMS_TO_ZERO);
    await runner.query(`
      create trigger ledger_sums_to_zero after insert on ledger_entry
        referencing new table as added for each statement execute function refuse_unbalanced_journal()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table ledger_entry`);
    await runner.query(`drop function refuse_unbalanced_journal()`);
  }
}
