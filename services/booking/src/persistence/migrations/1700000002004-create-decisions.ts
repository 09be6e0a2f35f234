import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One answer a payment, kept for ever; news that overtook their question; mails that wait. */
export class CreateDecisions1700000002004 implements MigrationInterface {
  readonly name = 'CreateDecisions1700000002004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table payment_decision (
        payment_id      uuid        primary key,
        order_id        uuid        not null,
        outcome         text        not null check (outcome in ('confirmed', 'rejected', 'closed')),
        booking_id      uuid,
        book_id         text,
        reason          text,
        answer_event_id uuid        not null,
        decided_at      timestamptz not null,
        constraint decision_confirmed_has_booking check (
          (outcome = 'confirmed') = (booking_id is not null) and (outcome = 'confirmed') = (book_id is not null)),
        constraint decision_refusal_has_reason check ((outcome = 'confirmed') = (reason is null))
      );

      create table payment_tombstone (
        payment_id      uuid        primary key,
        payment_version integer     not null,
        cause           text        not null
          check (cause in ('payment_refunded', 'payment_cancelled', 'capture_failed')),
        created_at      timestamptz not null default now()
      );

      create table mail (
        subject_id      uuid        not null,
        kind            text        not null
          check (kind in ('booking_confirmed', 'booking_cancelled', 'booking_rejected')),
        recipient       text        not null,
        data            jsonb       not null default '{}',
        attempts        integer     not null default 0,
        next_attempt_at timestamptz not null default now(),
        sent_at         timestamptz,
        failed_at       timestamptz,
        primary key (subject_id, kind)
      );
      create index mail_due on mail (next_attempt_at) where sent_at is null and failed_at is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table mail, payment_tombstone, payment_decision');
  }
}
