import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Room is left on the pages, so that counting rewrites rows where they are and touches no index. */
export class CreateSums1700000000002 implements MigrationInterface {
  readonly name = 'CreateSums1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outcome (
        id           uuid        primary key,
        merchant_id  uuid        not null,
        decided_at   timestamptz not null,
        since        timestamptz,
        rank         bigint      not null,
        amount_rank  bigint      not null,
        amount_minor bigint      not null check (amount_minor >= 0),
        was_at       timestamptz,
        was_minor    bigint,
        livemode     boolean     not null,
        subject      text        not null check (subject in ('payment', 'refund')),
        currency     text        not null,
        verdict      text        not null check (verdict in ('successful', 'canceled', 'refunded', 'unrefunded')),
        was_verdict  text
      ) with (fillfactor = 80)`);
    await runner.query(`
      create table metric_quarter (
        merchant_id uuid        not null,
        livemode    boolean     not null,
        metric      text        not null,
        quarter     timestamptz not null,
        currency    text        not null,
        value       bigint      not null,
        primary key (merchant_id, livemode, metric, quarter, currency)
      ) with (fillfactor = 70)`);
    await runner.query('create index metric_quarter_platform on metric_quarter (metric, quarter)');
    await runner.query(`
      create table metric_total (
        merchant_id uuid    not null,
        livemode    boolean not null,
        metric      text    not null,
        currency    text    not null,
        value       bigint  not null,
        primary key (merchant_id, livemode, metric, currency)
      ) with (fillfactor = 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table metric_total, metric_quarter, outcome');
  }
}
