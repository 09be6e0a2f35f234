import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which process sends a delivery: when that is gone nobody need wait for its lease (ADR 0032). */
export class NameLeaseHolders1700000000501 implements MigrationInterface {
  name = 'NameLeaseHolders1700000000501';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table delivery add column lease_holder integer`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table delivery drop column lease_holder`);
  }
}
