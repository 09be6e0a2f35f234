import type { MigrationInterface, QueryRunner } from 'typeorm';

const PROVIDER_EVENT = `
create table provider_event (
  provider text not null,
  account_id text not null,
  provider_event_id text not null,
  state text not null check (state in ('received', 'applied', 'unmatched', 'quarantined', 'ignored')),
  reason text,
  payment_id uuid,
  livemode boolean,
  facts jsonb not null,
  received_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (provider, account_id, provider_event_id)
)`;

/**
 * `id` is the opaque name of the credentials (R16); the platform's own is `platform`, whose secrets come from the
 * environment only.
 */
const PROVIDER_ACCOUNT = `
create table provider_account (
  provider text not null,
  id text not null,
  livemode boolean not null,
  merchant_id uuid,
  secrets_sealed text,
  webhook_secrets_sealed text,
  created_at timestamptz not null default now(),
  primary key (provider, id, livemode),
  check (merchant_id is null or (secrets_sealed is not null and webhook_secrets_sealed is not null))
)`;

const MERCHANT_ACCOUNT = `
create table merchant_account (
  merchant_id uuid primary key,
  name text not null,
  livemode boolean not null,
  fee_bps integer not null default 200 check (fee_bps between 0 and 10000),
  fee_payer text not null default 'merchant' check (fee_payer in ('merchant', 'customer')),
  disabled boolean not null default false,
  version integer not null default 0,
  updated_at timestamptz not null default now()
)`;

const STATEMENTS = [
  PROVIDER_EVENT,
  `create index provider_event_unmatched on provider_event (received_at) where state = 'unmatched'`,
  `create index provider_event_quarantined on provider_event (received_at) where state = 'quarantined'`,
  PROVIDER_ACCOUNT,
  `create index provider_account_of_merchant on provider_account (merchant_id, livemode, created_at)`,
  MERCHANT_ACCOUNT,
];

export class CreateProviders1700000000005 implements MigrationInterface {
  name = 'CreateProviders1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['merchant_account', 'provider_account', 'provider_event']) {
      await runner.query(`drop table ${table}`);
    }
  }
}
