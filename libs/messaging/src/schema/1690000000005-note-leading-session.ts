import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By which session of the server the leader of an epoch leads: once that has ended nobody need wait for its lease. */
export class NoteLeadingSession1690000000005 implements MigrationInterface {
  readonly name = 'NoteLeadingSession1690000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table outbox_cursor
        add column session_epoch bigint, add column session_pid integer, add column session_start timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table outbox_cursor drop column session_epoch, drop column session_pid, drop column session_start',
    );
  }
}
