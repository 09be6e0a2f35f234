import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counters of the gate; unlogged: after a crash of the server everyone starts anew, which harms nobody. */
export class CreateGates1700000000004 implements MigrationInterface {
  readonly name = 'CreateGates1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create unlogged table rate_limit (
        key    varchar(255) primary key,
        points integer      not null default 0,
        expire bigint
      )`);
    await runner.query(`
      create unlogged table rate_bucket (
        name       text             primary key,
        tokens     double precision not null,
        burst      double precision not null,
        per_second double precision not null,
        at         timestamptz      not null
      )`);
    await runner.query('create index rate_bucket_at on rate_bucket (at)');
    await runner.query(`alter table api_key add column allowed_ips text[]`);
    await runner.query(`alter table signing_key add column signs_from timestamptz not null default now()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table signing_key drop column signs_from');
    await runner.query('alter table api_key drop column allowed_ips');
    await runner.query('drop table rate_bucket, rate_limit');
  }
}
