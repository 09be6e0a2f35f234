import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { Mails, type QueuedMail } from '../application/ports.js';
import type { Booking } from '../domain/booking.js';
import { BOOKING_COLUMNS, type BookingRow, bookingsOf } from './booking.rows.js';

const LEASE = sql(
  'booking.lease-mails',
  `update mail set attempts = attempts + 1, next_attempt_at = now() + interval '60 s'
   where (subject_id, kind) in (
     select subject_id, kind from mail where sent_at is null and failed_at is null and next_attempt_at <= now()
     order by next_attempt_at limit $1 for no key update skip locked)
   returning subject_id as "subjectId", kind, recipient, attempts, data`,
);
const SENT = sql('booking.mail-sent', 'update mail set sent_at = now() where subject_id = $1 and kind = $2');
const FAILED = sql(
  'booking.mail-failed',
  `update mail set next_attempt_at = now() + coalesce($3, 0) * interval '1 ms',
     failed_at = case when $3::int is null then now() end
   where subject_id = $1 and kind = $2 and sent_at is null`,
);
const SUBJECTS = sql('booking.mail-subjects', `select ${BOOKING_COLUMNS} from booking b where b.id = any($1::uuid[])`);

@Injectable()
export class MailRepository extends Mails {
  constructor(private readonly database: Database) {
    super();
  }

  override lease(limit: number): Promise<QueuedMail[]> {
    return this.database.query<QueuedMail>(LEASE, [limit]);
  }

  override async sent({ subjectId, kind }: QueuedMail): Promise<void> {
    await this.database.execute(SENT, [subjectId, kind]);
  }

  override async failed({ subjectId, kind }: QueuedMail, delayMs: number | null): Promise<void> {
    await this.database.execute(FAILED, [subjectId, kind, delayMs]);
  }

  override async subjects(bookingIds: readonly string[]): Promise<Booking[]> {
    return bookingsOf(this.database, await this.database.query<BookingRow>(SUBJECTS, [bookingIds]));
  }
}
