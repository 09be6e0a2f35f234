import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What customers gathered, and the timed claims made of it. A hold's lines are copies: they never change. */
export class CreateCarts1700000002002 implements MigrationInterface {
  readonly name = 'CreateCarts1700000002002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table cart (
        id          uuid        primary key,
        customer_id uuid        not null,
        status      text        not null default 'active' check (status in ('active', 'converted', 'abandoned')),
        created_at  timestamptz not null default now()
      ) with (fillfactor = 80);

      create table cart_item (
        id         uuid        primary key,
        cart_id    uuid        not null references cart (id),
        slot_id    uuid        not null,
        tier_id    uuid        not null,
        quantity   integer     not null check (quantity > 0),
        seats      text[]      not null default '{}',
        attendees  jsonb       not null default '[]',
        created_at timestamptz not null default now()
      );
      create index cart_item_of_cart on cart_item (cart_id, id);

      create table hold (
        id              uuid        primary key,
        order_id        uuid        unique,
        cart_id         uuid        not null references cart (id),
        customer_id     uuid        not null,
        customer_email  text        not null,
        customer_name   text        not null,
        merchant_id     uuid        not null,
        livemode        boolean     not null,
        amount_minor    bigint      not null,
        currency        text        not null,
        status          text        not null check (status in ('active', 'consumed', 'released', 'expired')),
        expires_at      timestamptz not null,
        hard_expires_at timestamptz not null,
        extended        boolean     not null default false,
        asked_until     timestamptz,
        created_at      timestamptz not null default now(),
        constraint hold_free_without_order check ((amount_minor = 0) = (order_id is null))
      ) with (fillfactor = 70);
      create unique index hold_one_active_a_cart on hold (cart_id) where status = 'active';
      create index hold_due on hold (expires_at) where status = 'active';

      create table hold_line (
        hold_id                 uuid        not null,
        line_no                 smallint    not null,
        slot_id                 uuid        not null,
        tier_id                 uuid        not null,
        title                   text        not null,
        tier_name               text        not null,
        starts_at               timestamptz not null,
        quantity                integer     not null check (quantity > 0),
        unit_price_minor        bigint      not null check (unit_price_minor >= 0),
        seats                   text[]      not null,
        attendees               jsonb       not null,
        full_refund_until_hours integer     not null,
        late_refund_percent     integer     not null,
        primary key (hold_id, line_no)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table hold_line, hold, cart_item, cart');
  }
}
