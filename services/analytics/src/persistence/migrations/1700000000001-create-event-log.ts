import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ids are UUID v7 and arrive nearly in order, so the two large indexes grow at their right edge only. */
export class CreateEventLog1700000000001 implements MigrationInterface {
  readonly name = 'CreateEventLog1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table event_log (
        event_id          uuid        primary key,
        aggregate_id      uuid        not null,
        payment_id        uuid,
        order_id          uuid,
        merchant_id       uuid,
        occurred_at       timestamptz not null,
        received_at       timestamptz not null default now(),
        amount_minor      bigint,
        aggregate_version integer     not null,
        livemode          boolean,
        currency          text,
        type              text        not null,
        data              jsonb       not null
      )`);
    await runner.query('create index event_log_payment on event_log (payment_id) where payment_id is not null');
    await runner.query('create index event_log_order on event_log (order_id) where payment_id is null');
    await runner.query(`
      create function event_log_is_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'the event log is append-only';
      end $$`);
    await runner.query(`
      create trigger event_log_append_only before update or delete or truncate on event_log
        for each statement execute function event_log_is_append_only()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table event_log');
    await runner.query('drop function event_log_is_append_only');
  }
}
