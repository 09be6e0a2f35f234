import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Acts of other services arrive some time after they were done: `at` is theirs, `recorded_at` is ours. */
export class WidenAuditLog1700000000007 implements MigrationInterface {
  readonly name = 'WidenAuditLog1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table audit_log add column recorded_at timestamptz not null default now()');
    await runner.query('create index audit_log_action on audit_log (action, id)');
    await runner.query('create index audit_log_request on audit_log (request_id) where request_id is not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index audit_log_request, audit_log_action');
    await runner.query('alter table audit_log drop column recorded_at');
  }
}
