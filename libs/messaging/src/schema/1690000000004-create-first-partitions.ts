import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first days, so that nothing lands in the default partitions before the daily job has run. */
export class CreateFirstPartitions1690000000004 implements MigrationInterface {
  readonly name = 'CreateFirstPartitions1690000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$
      declare day date;
      begin
        for i in -1..3 loop
          day := (now() at time zone 'UTC')::date + i;
          execute format(
            'create table %I partition of outbox for values from (%L) to (%L)',
            'outbox_' || to_char(day, 'YYYYMMDD'), day || ' 00:00:00+00', day + 1 || ' 00:00:00+00');
          execute format(
            'create table %I partition of inbox for values from (%L) to (%L)',
            'inbox_' || to_char(day, 'YYYYMMDD'), day, day + 1);
        end loop;
      end $$;
    `);
  }

  /** Dropped with their parents. */
  async down(): Promise<void> {}
}
