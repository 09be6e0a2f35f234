import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTeams1700000000005 implements MigrationInterface {
  readonly name = 'CreateTeams1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table user_account
        add column member_of uuid references merchant (id),
        add column team_role text check (team_role in ('staff', 'scanner')),
        add constraint team_member check ((member_of is null) = (team_role is null)
          and (member_of is null or role = 'merchant'))`);
    await runner.query('create index user_account_member_of on user_account (member_of) where member_of is not null');
    await runner.query(`
      create table team_invitation (
        id          uuid        primary key,
        merchant_id uuid        not null references merchant (id),
        email       text        not null,
        team_role   text        not null check (team_role in ('staff', 'scanner')),
        invited_by  uuid        not null references user_account (id),
        hash        bytea       unique check (length(hash) = 32),
        created_at  timestamptz not null default now(),
        expires_at  timestamptz not null,
        accepted_at timestamptz,
        revoked_at  timestamptz
      )`);
    await runner.query('create index team_invitation_merchant on team_invitation (merchant_id, id)');
    await runner.query(`
      create table password_reset (
        hash       bytea       primary key check (length(hash) = 32),
        user_id    uuid        not null references user_account (id),
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        used_at    timestamptz
      )`);
    await runner.query('create index password_reset_user on password_reset (user_id, created_at)');
    await runner.query(`
      create table letter (
        id         uuid        primary key,
        kind       text        not null check (kind in ('password_reset', 'invitation')),
        about      text        not null,
        attempts   integer     not null default 0,
        due_at     timestamptz not null default now(),
        created_at timestamptz not null default now()
      )`);
    await runner.query('create index letter_due on letter (due_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table letter, password_reset, team_invitation');
    await runner.query(
      'alter table user_account drop constraint team_member, drop column team_role, drop column member_of',
    );
  }
}
