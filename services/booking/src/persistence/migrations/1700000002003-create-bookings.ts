import { randomInt } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const ROUNDS = 6;

/**
 * Bookings and their tickets. Lines and tickets are written with their booking and never without it, so they do without
 * foreign keys: checking one costs more than inserting the row.
 */
export class CreateBookings1700000002003 implements MigrationInterface {
  readonly name = 'CreateBookings1700000002003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create sequence booking_number minvalue 0 maxvalue 4294967295 start 0 no cycle;
      create table book_id_key (round smallint primary key, key bigint not null);

      create table booking (
        id                  uuid        primary key,
        book_id             text        not null unique check (book_id ~ '^BK-[0-9A-F]{8}$'),
        kind                text        not null check (kind in ('paid', 'free')),
        status              text        not null default 'confirmed'
          check (status in ('confirmed', 'cancelled', 'completed')),
        version             integer     not null default 1,
        payment_id          uuid        unique,
        payment_version     integer,
        order_id            uuid        unique,
        plan_id             uuid,
        hold_id             uuid        not null,
        cart_id             uuid        not null,
        customer_id         uuid        not null,
        customer_email      text        not null,
        customer_name       text        not null,
        merchant_id         uuid        not null,
        livemode            boolean     not null,
        amount_minor        bigint      not null,
        currency            text        not null,
        refund_amount_minor bigint,
        reason              text,
        created_at          timestamptz not null,
        cancelled_at        timestamptz,
        constraint booking_free_costs_nothing check ((kind = 'free') = (amount_minor = 0)),
        constraint booking_paid_has_payment check (
          (kind = 'paid') = (payment_id is not null) and (kind = 'paid') = (order_id is not null)),
        constraint booking_refund_within_price check (refund_amount_minor between 0 and amount_minor)
      );
      create index booking_of_customer on booking (customer_id, id);
      create index booking_of_merchant on booking (merchant_id, id);
      create unique index booking_free_of_cart on booking (cart_id) where kind = 'free';

      create table booking_line (
        booking_id              uuid        not null,
        line_no                 smallint    not null,
        slot_id                 uuid        not null,
        tier_id                 uuid        not null,
        title                   text        not null,
        tier_name               text        not null,
        starts_at               timestamptz not null,
        quantity                integer     not null check (quantity > 0),
        unit_price_minor        bigint      not null check (unit_price_minor >= 0),
        full_refund_until_hours integer     not null,
        late_refund_percent     integer     not null,
        primary key (booking_id, line_no)
      );

      create table ticket (
        id             uuid        primary key,
        booking_id     uuid        not null,
        slot_id        uuid        not null,
        line_no        smallint    not null,
        seat           text,
        attendee_name  text,
        attendee_email text,
        status         text        not null default 'valid' check (status in ('valid', 'checked_in', 'void')),
        checked_in_at  timestamptz,
        constraint ticket_checked_in_at check (status <> 'checked_in' or checked_in_at is not null)
      );
      create index ticket_of_booking on ticket (booking_id);
      create index ticket_of_slot on ticket (slot_id, id);
    `);
    const keys = Array.from({ length: ROUNDS }, () => randomInt(2 ** 32));
    await runner.query(
      `insert into book_id_key (round, key)
       select n - 1, key from unnest($1::bigint[]) with ordinality as given (key, n)`,
      [keys],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ticket, booking_line, booking, book_id_key; drop sequence booking_number');
  }
}
