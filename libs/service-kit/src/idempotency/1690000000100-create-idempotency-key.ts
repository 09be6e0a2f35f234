import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateIdempotencyKey1690000000100 implements MigrationInterface {
  readonly name = 'CreateIdempotencyKey1690000000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table idempotency_key (
        id           bytea       primary key,
        fingerprint  bytea       not null,
        resource_id  uuid        not null,
        locked_until timestamptz not null,
        holder       uuid        not null,
        status       smallint,
        answer       jsonb,
        created_at   timestamptz not null default now(),
        check ((status is null) = (answer is null))
      )`);
    await runner.query('create index idempotency_key_created_at on idempotency_key (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table idempotency_key');
  }
}
