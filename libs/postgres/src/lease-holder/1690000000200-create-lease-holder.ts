import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Processes that hold leases, each by the server's session that it keeps as long as it lives (ADR 0032). */
export class CreateLeaseHolder1690000000200 implements MigrationInterface {
  readonly name = 'CreateLeaseHolder1690000000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lease_holder (
        id integer generated always as identity primary key,
        session_pid integer not null,
        session_start timestamptz,
        gone_since timestamptz
      )`);
    await runner.query(`comment on column lease_holder.session_start is 'null where the server does not tell: a login
      that works as another role does not see its own session'`);
    await runner.query(`comment on column lease_holder.gone_since is 'when somebody first missed its session'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table lease_holder');
  }
}
