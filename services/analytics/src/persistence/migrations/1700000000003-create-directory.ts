import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDirectory1700000000003 implements MigrationInterface {
  readonly name = 'CreateDirectory1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table merchant (
        id               uuid        primary key,
        name             text,
        email            text,
        livemode         boolean     not null,
        registered_at    timestamptz,
        profile_version  integer     not null default 0,
        disabled         boolean     not null default false,
        standing_version integer     not null default 0
      )`);
    await runner.query(`
      create table admin (
        id       uuid    primary key,
        version  integer not null,
        disabled boolean not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table admin, merchant');
  }
}
