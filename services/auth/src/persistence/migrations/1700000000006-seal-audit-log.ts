import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SealAuditLog1700000000006 implements MigrationInterface {
  readonly name = 'SealAuditLog1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table audit_log add column merchant_id uuid');
    await runner.query('create index audit_log_merchant on audit_log (merchant_id, id) where merchant_id is not null');
    await runner.query(`
      create table audit_seal (
        position  bigint      primary key check (position >= 1),
        entry_id  uuid        not null unique,
        hash      bytea       not null check (length(hash) = 32),
        sealed_at timestamptz not null default now()
      )`);
    await runner.query(`
      create trigger audit_seal_append_only before update or delete or truncate on audit_seal
        for each statement execute function audit_log_is_append_only()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table audit_seal');
    await runner.query('alter table audit_log drop column merchant_id');
  }
}
