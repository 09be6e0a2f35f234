import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAuditLog1700000000003 implements MigrationInterface {
  readonly name = 'CreateAuditLog1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_log (
        id          uuid        primary key,
        at          timestamptz not null default now(),
        action      text        not null,
        actor_id    uuid,
        target_type text,
        target_id   text,
        ip          inet,
        request_id  text,
        detail      jsonb
      )`);
    await runner.query('create index audit_log_actor on audit_log (actor_id, id)');
    await runner.query('create index audit_log_target on audit_log (target_id, id)');
    await runner.query(`
      create function audit_log_is_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit log is append-only';
      end $$`);
    await runner.query(`
      create trigger audit_log_append_only before update or delete or truncate on audit_log
        for each statement execute function audit_log_is_append_only()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table audit_log');
    await runner.query('drop function audit_log_is_append_only');
  }
}
