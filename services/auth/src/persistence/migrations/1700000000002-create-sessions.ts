import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSessions1700000000002 implements MigrationInterface {
  readonly name = 'CreateSessions1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table session (
        id         uuid        primary key,
        user_id    uuid        not null references user_account (id),
        version    integer     not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        ended_at   timestamptz
      )`);
    await runner.query('create index session_of_user on session (user_id) where ended_at is null');
    await runner.query('create index session_ended_at on session (ended_at) where ended_at is not null');
    await runner.query('create index session_expires on session (expires_at)');
    await runner.query(`
      create table refresh_token (
        hash       bytea       primary key check (length(hash) = 32),
        session_id uuid        not null references session (id) on delete cascade,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        rotated_to bytea       check (length(rotated_to) = 32),
        rotated_at timestamptz,
        nonce      bytea,
        check ((rotated_to is null) = (rotated_at is null) and (rotated_to is null) = (nonce is null))
      )`);
    await runner.query('create index refresh_token_session on refresh_token (session_id)');
    await runner.query(`
      create table sign_in_throttle (
        account    bytea       primary key,
        free_after timestamptz not null
      )`);
    await runner.query('create index sign_in_throttle_free_after on sign_in_throttle (free_after)');
    await runner.query(`
      create table signing_key (
        kid            text        primary key,
        public_jwk     jsonb       not null,
        private_sealed text        not null,
        created_at     timestamptz not null default now(),
        retired_at     timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table signing_key, sign_in_throttle, refresh_token, session');
  }
}
