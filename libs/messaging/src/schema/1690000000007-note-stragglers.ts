import type { MigrationInterface, QueryRunner } from 'typeorm';

const STRAGGLERS = `
create table outbox_straggler (
  shard smallint not null,
  consumer text not null,
  done pg_snapshot not null,
  cur pg_snapshot,
  sub_id bigint not null default 0,
  reason text not null,
  since timestamptz not null default now(),
  primary key (shard, consumer)
)`;

/** For operators: the relay that leads reads the row within seconds. Gives from when on events are sent again. */
const SEND_AGAIN = `
create function outbox_send_again(listener text, since timestamptz) returns timestamptz language plpgsql as $$
declare
  checkpoint outbox_checkpoint;
begin
  if not exists (select from outbox where listener = any (string_to_array(consumers, ' '))) then
    raise exception 'no event here is for %', listener;
  end if;
  select * into checkpoint from outbox_checkpoint where shard = 0 and at <= since order by at desc limit 1;
  insert into outbox_straggler (shard, consumer, done, reason) values (0, listener, checkpoint.done, 'sent again on request')
    on conflict do nothing;
  if not found then
    raise exception '% is being caught up already: try again when it is done', listener;
  end if;
  return checkpoint.at;
end $$`;

/**
 * How far each consumer has come whose queue can't be declared or published to: a cursor of its own, which trails
 * behind `outbox_cursor` until its queue is mended (ADR 0031).
 */
export class NoteStragglers1690000000007 implements MigrationInterface {
  readonly name = 'NoteStragglers1690000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(STRAGGLERS);
    await runner.query(SEND_AGAIN);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function outbox_send_again');
    await runner.query('drop table outbox_straggler');
  }
}
