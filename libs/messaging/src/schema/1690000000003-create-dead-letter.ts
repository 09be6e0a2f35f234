import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a consumer could not take in: it survives the broker. */
export class CreateDeadLetter1690000000003 implements MigrationInterface {
  readonly name = 'CreateDeadLetter1690000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table dead_letter (
        id uuid primary key,
        queue text not null,
        event_id uuid,
        type text,
        source text,
        reason text not null,
        detail text not null,
        attempts int not null,
        body text not null,
        dead_at timestamptz not null default now(),
        replayed_at timestamptz,
        replays int not null default 0
      );
      create unique index dead_letter_event on dead_letter (queue, event_id) where event_id is not null;
      create index dead_letter_open on dead_letter (id) where replayed_at is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table dead_letter');
  }
}
