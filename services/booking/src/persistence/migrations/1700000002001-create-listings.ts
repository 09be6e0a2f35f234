import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is sold. Counters of slots and tiers change with every hold: their pages keep room so that updates stay on them
 * (HOT), and no hot table has a foreign key to them, because its check would lock their rows.
 */
export class CreateListings1700000002001 implements MigrationInterface {
  readonly name = 'CreateListings1700000002001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table listing (
        id                      uuid        primary key,
        merchant_id             uuid        not null,
        livemode                boolean     not null,
        kind                    text        not null check (kind in ('train', 'event', 'service')),
        title                   text        not null,
        description             text        not null,
        status                  text        not null default 'open' check (status in ('open', 'closed')),
        full_refund_until_hours integer     not null check (full_refund_until_hours >= 0),
        late_refund_percent     integer     not null check (late_refund_percent between 0 and 100),
        created_at              timestamptz not null default now()
      );
      create index listing_merchant on listing (merchant_id, id);

      create table slot (
        id           uuid        primary key,
        listing_id   uuid        not null references listing (id),
        starts_at    timestamptz not null,
        ends_at      timestamptz check (ends_at > starts_at),
        status       text        not null default 'open' check (status in ('open', 'closed')),
        numbered     boolean     not null,
        capacity     integer     not null,
        held         integer     not null default 0,
        booked       integer     not null default 0,
        completed_at timestamptz,
        created_at   timestamptz not null default now(),
        constraint slot_never_oversold check (held >= 0 and booked >= 0 and held + booked <= capacity)
      ) with (fillfactor = 30);
      create index slot_of_listing on slot (listing_id, starts_at, id);
      create index slot_to_complete on slot (coalesce(ends_at, starts_at)) where completed_at is null;

      create table tier (
        id          uuid    primary key,
        slot_id     uuid    not null references slot (id),
        position    integer not null,
        name        text    not null,
        price_minor bigint  not null check (price_minor >= 0),
        currency    text    not null check (currency ~ '^[A-Z]{3}$'),
        quota       integer,
        held        integer not null default 0,
        booked      integer not null default 0,
        unique (slot_id, name),
        constraint tier_never_oversold check (held >= 0 and booked >= 0 and (quota is null or held + booked <= quota))
      ) with (fillfactor = 30);

      create table seat (
        slot_id    uuid    not null references slot (id),
        label      text    not null,
        position   integer not null,
        hold_id    uuid,
        booking_id uuid,
        primary key (slot_id, label),
        constraint seat_taken_once check (hold_id is null or booking_id is null)
      );
      create index seat_free on seat (slot_id, position) where hold_id is null and booking_id is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table seat, tier, slot, listing');
  }
}
