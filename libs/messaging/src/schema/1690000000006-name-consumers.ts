import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is to hear an event, as the build that wrote it knows: the relay that publishes it may be of an older one. */
export class NameConsumers1690000000006 implements MigrationInterface {
  readonly name = 'NameConsumers1690000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table outbox add column consumers text');
    await runner.query(`comment on column outbox.consumers is 'services, separated by spaces; null: as the relay knows'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table outbox drop column consumers');
  }
}
