import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
create table notice (
  id text primary key,
  session_id text not null,
  type text not null,
  url text not null,
  body text not null,
  copies int not null check (copies > 0),
  forged boolean not null,
  dropped boolean not null,
  held boolean not null,
  attempts int not null default 0,
  available_at timestamptz not null,
  delivered_at timestamptz,
  gave_up_at timestamptz,
  created_at timestamptz not null default now()
) with (fillfactor = 80);
create index notice_waiting on notice (available_at)
  where delivered_at is null and gave_up_at is null and not dropped;

create table vault_card (
  token text primary key,
  brand text not null,
  last4 text not null check (last4 ~ '^[0-9]{4}$'),
  fingerprint text not null,
  behaviour text not null,
  created_at timestamptz not null default now()
);

create table misbehaviour (
  id text primary key,
  kind text not null,
  reference text,
  value bigint not null,
  remaining int,
  until timestamptz,
  created_at timestamptz not null default now()
);
`;

/** Events to merchants, vaulted cards and scripts. */
export class CreateNotices1700000000002 implements MigrationInterface {
  readonly name = 'CreateNotices1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table misbehaviour, vault_card, notice');
  }
}
