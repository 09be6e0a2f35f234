import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which process makes a call: when that is gone nobody need wait for its lease (ADR 0032). */
export class NameLeaseHolders1700000000007 implements MigrationInterface {
  name = 'NameLeaseHolders1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table payment_operation add column lease_holder integer`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table payment_operation drop column lease_holder`);
  }
}
