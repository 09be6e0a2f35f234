import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A merchant may take live money from `live_since` on; each of its sessions is in one mode. */
export class OpenLiveMode1700000000008 implements MigrationInterface {
  readonly name = 'OpenLiveMode1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table merchant add column live_since timestamptz');
    await runner.query('alter table session add column livemode boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table session drop column livemode');
    await runner.query('alter table merchant drop column live_since');
  }
}
