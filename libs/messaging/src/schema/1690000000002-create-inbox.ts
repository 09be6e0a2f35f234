import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which events a consumer has committed, by the day of the event's own UUID v7; and how often one has failed. */
export class CreateInbox1690000000002 implements MigrationInterface {
  readonly name = 'CreateInbox1690000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table inbox (
        event_day date not null,
        consumer text not null,
        event_id uuid not null,
        primary key (event_day, consumer, event_id)
      ) partition by range (event_day);
      create table inbox_default partition of inbox default;
      create table inbox_failure (
        consumer text not null,
        event_id uuid not null,
        attempts int not null,
        last_error text not null,
        failed_at timestamptz not null default now(),
        primary key (consumer, event_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table inbox_failure, inbox');
  }
}
