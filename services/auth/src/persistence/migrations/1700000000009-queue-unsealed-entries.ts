import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What waits for its seal, so that nobody looks for it in the whole log; whoever writes an entry puts it here too. */
export class QueueUnsealedEntries1700000000009 implements MigrationInterface {
  readonly name = 'QueueUnsealedEntries1700000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table audit_unsealed (entry_id uuid primary key)');
    await runner.query(`
      create function audit_log_waits_for_seal() returns trigger language plpgsql as $$
      begin
        insert into audit_unsealed (entry_id) values (new.id);
        return null;
      end $$`);
    await runner.query(`
      create trigger audit_log_queued after insert on audit_log
        for each row execute function audit_log_waits_for_seal()`);
    // Not a row is written between the trigger and this: making it has locked the log against writers.
    await runner.query(`
      insert into audit_unsealed (entry_id)
      select a.id from audit_log a where not exists (select from audit_seal s where s.entry_id = a.id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop trigger audit_log_queued on audit_log');
    await runner.query('drop function audit_log_waits_for_seal()');
    await runner.query('drop table audit_unsealed');
  }
}
