import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `version` is the profile's from here on: a change of name must not hide a disabling that comes after it. */
export class OrderStandings1700000000006 implements MigrationInterface {
  name = 'OrderStandings1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table merchant_account add column standing_version integer not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table merchant_account drop column standing_version');
  }
}
