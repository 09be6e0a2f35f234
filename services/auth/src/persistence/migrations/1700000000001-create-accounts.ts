import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAccounts1700000000001 implements MigrationInterface {
  readonly name = 'CreateAccounts1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table user_account (
        id              uuid        primary key,
        email           text        not null unique,
        name            text        not null,
        role            text        not null check (role in ('merchant', 'customer', 'admin')),
        password_hash   text        not null check (password_hash like '$argon2id$%'),
        session_version integer     not null check (session_version >= 1),
        disabled_at     timestamptz,
        deleted_at      timestamptz,
        created_at      timestamptz not null default now()
      )`);
    await runner.query(`
      create table merchant (
        id          uuid    primary key,
        owner_id    uuid    not null unique references user_account (id),
        name        text    not null,
        livemode    boolean not null default false,
        webhook_url text,
        version     integer not null check (version >= 1)
      )`);
    await runner.query(`
      create table api_key (
        id           uuid        primary key,
        merchant_id  uuid        not null references merchant (id),
        name         text        not null,
        prefix       text        not null,
        last4        text        not null,
        hash         bytea       not null unique check (length(hash) = 32),
        livemode     boolean     not null,
        scopes       text[],
        created_at   timestamptz not null default now(),
        last_used_at timestamptz,
        expires_at   timestamptz,
        revoked_at   timestamptz
      )`);
    await runner.query('create index api_key_merchant on api_key (merchant_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table api_key, merchant, user_account');
  }
}
