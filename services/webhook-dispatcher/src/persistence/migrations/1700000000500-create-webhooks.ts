import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Ids of events and deliveries are UUID v7: their order is that of time, so retention and cursors go by the primary
 * key. There are no foreign keys on the hot tables: rows are written by one statement that joins what they name, and
 * endpoints are never deleted, only marked.
 */
const UP = [
  `create table endpoint (
     id              uuid primary key,
     merchant_id     uuid not null,
     livemode        boolean not null,
     url             text not null check (length(url) <= 2048),
     events          text[] not null check (cardinality(events) > 0),
     description     text,
     status          text not null default 'enabled' check (status in ('enabled', 'disabled')),
     disabled_reason text check (disabled_reason in ('requested', 'gone', 'failing')),
     disabled_at     timestamptz,
     paused          boolean not null default false,
     secrets         jsonb not null,
     failing_since   timestamptz,
     open_until      timestamptz,
     openings        integer not null default 0,
     version         integer not null default 1,
     created_at      timestamptz not null default now(),
     updated_at      timestamptz not null default now(),
     deleted_at      timestamptz,
     check ((status = 'disabled') = (disabled_at is not null))
   ) with (fillfactor = 70, autovacuum_analyze_threshold = 20)`,
  `create unique index endpoint_active_url on endpoint (merchant_id, livemode, url) where deleted_at is null`,
  `create table merchant (
     id              uuid primary key,
     webhook_url     text,
     profile_version integer not null default 0,
     paused          boolean not null default false,
     pause_version   integer not null default 0
   )`,
  `create table webhook_event (
     id          uuid primary key,
     type        text not null,
     merchant_id uuid not null,
     livemode    boolean not null,
     body        text not null check (octet_length(body) <= 262144),
     created_at  timestamptz not null default now()
   )`,
  `create index webhook_event_of_merchant on webhook_event (merchant_id, livemode, id)`,
  `create table delivery (
     id              uuid primary key,
     event_id        uuid not null,
     endpoint_id     uuid not null,
     merchant_id     uuid not null,
     livemode        boolean not null,
     event_type      text not null,
     status          text not null default 'pending'
                     check (status in ('pending', 'delivering', 'retrying', 'delivered', 'exhausted', 'cancelled')),
     attempts        integer not null default 0,
     uncounted       integer not null default 0 check (uncounted <= attempts),
     due_at          timestamptz not null default now(),
     created_at      timestamptz not null default now(),
     finished_at     timestamptz,
     check ((status in ('delivered', 'exhausted', 'cancelled')) = (finished_at is not null))
   ) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_threshold = 1000)`,
  `comment on column delivery.due_at is 'when a worker may take it: the time of the next try, or the end of the lease'`,
  `comment on column delivery.attempts is 'number of the latest attempt; it fences: results of a lower one are ignored'`,
  `comment on column delivery.uncounted is 'attempts of earlier rounds and given-back leases: tries = attempts - uncounted'`,
  `create unique index delivery_once on delivery (event_id, endpoint_id)`,
  `create index delivery_due on delivery (endpoint_id, due_at) where status in ('pending', 'retrying', 'delivering')`,
  `create index delivery_of_merchant on delivery (merchant_id, livemode, id)`,
  `create table attempt (
     delivery_id uuid not null,
     number      integer not null,
     started_at  timestamptz not null default now(),
     finished_at timestamptz,
     status_code smallint,
     error       text,
     duration_ms integer,
     response    text check (octet_length(response) <= 8192),
     primary key (delivery_id, number)
   ) with (fillfactor = 60, autovacuum_analyze_threshold = 1000)`,
  `create table recovery (
     id          uuid primary key,
     endpoint_id uuid not null references endpoint,
     since       timestamptz not null,
     cursor_id   uuid,
     recovered   integer not null default 0,
     created_at  timestamptz not null default now(),
     finished_at timestamptz
   )`,
  `create unique index recovery_under_way on recovery (endpoint_id) where finished_at is null`,
];

export class CreateWebhooks1700000000500 implements MigrationInterface {
  readonly name = 'CreateWebhooks1700000000500';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table recovery, attempt, delivery, webhook_event, merchant, endpoint');
  }
}
