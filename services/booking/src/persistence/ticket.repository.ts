import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { type Slice, Tickets } from '../application/ports.js';
import type { Ticket } from '../domain/ticket.js';

const LEAST_ID = '00000000-0000-0000-0000-000000000000';
const SELECT = `select t.id, t.booking_id as "bookingId", b.book_id as "bookId", t.slot_id as "slotId",
    t.line_no as "lineNo", l.title, l.tier_name as "tierName", l.starts_at as "startsAt", t.seat,
    t.attendee_name as "attendeeName", t.attendee_email as "attendeeEmail", t.status, t.checked_in_at as "checkedInAt"
  from ticket t join booking b on b.id = t.booking_id
  join booking_line l on l.booking_id = t.booking_id and l.line_no = t.line_no`;

const OF_BOOKINGS = sql(
  'booking.tickets-of-bookings',
  `${SELECT} where t.booking_id = any($1::uuid[]) order by t.booking_id, t.line_no, t.id`,
);
const FIND = sql('booking.find-ticket', `${SELECT} where t.id = $1`);
const CHECK_IN = sql(
  'booking.check-in-ticket',
  `update ticket set status = 'checked_in', checked_in_at = date_trunc('milliseconds', now())
   where id = $1 and status = 'valid' returning checked_in_at as at`,
);
const OF_SLOT = sql(
  'booking.tickets-of-slot',
  `${SELECT} where t.slot_id = $1 and t.id > $2 and t.status <> 'void' order by t.id limit $3`,
);
const COUNTS = sql(
  'booking.counts-of-slot',
  `select count(*) as going, count(*) filter (where status = 'checked_in') as "checkedIn"
   from ticket where slot_id = $1 and status <> 'void'`,
);

@Injectable()
export class TicketRepository extends Tickets {
  constructor(private readonly database: Database) {
    super();
  }

  override ofBookings(bookingIds: readonly string[]): Promise<Ticket[]> {
    return this.database.query<Ticket>(OF_BOOKINGS, [bookingIds]);
  }

  override async find(id: string): Promise<Ticket | undefined> {
    const [ticket] = await this.database.query<Ticket>(FIND, [id]);
    return ticket;
  }

  override async checkIn(id: string): Promise<Date> {
    const [row] = await this.database.query<{ at: Date }>(CHECK_IN, [id]);
    if (!row) throw new Error(`ticket ${id} can not be checked in`);
    return row.at;
  }

  override ofSlot(slotId: string, { limit, after }: Slice<string>): Promise<Ticket[]> {
    return this.database.query<Ticket>(OF_SLOT, [slotId, after ?? LEAST_ID, limit]);
  }

  override async countsOf(slotId: string): Promise<{ going: number; checkedIn: number }> {
    const [counts] = await this.database.query<{ going: number; checkedIn: number }>(COUNTS, [slotId]);
    return counts ?? { going: 0, checkedIn: 0 };
  }
}
