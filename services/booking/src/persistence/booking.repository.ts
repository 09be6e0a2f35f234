import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { Database, filtered, sql } from '#postgres';
import {
  type BookingFilter,
  Bookings,
  type Cancellation,
  type LockedBooking,
  type NewBooking,
  type Slice,
} from '../application/ports.js';
import type { Booking } from '../domain/booking.js';
import { ticketsOf } from '../domain/ticket.js';
import { BOOKING_COLUMNS, type BookingRow, bookingsOf } from './booking.rows.js';
import * as write from './booking.writes.js';
import { BookingNumbers } from './booking-numbers.js';

const FIND = sql('booking.find-booking', `select ${BOOKING_COLUMNS} from booking b where b.book_id = $1`);
const FREE_OF = sql(
  'booking.free-booking-of-cart',
  `select ${BOOKING_COLUMNS} from booking b where b.cart_id = $1 and b.kind = 'free'`,
);
const LOCK = sql(
  'booking.lock-booking',
  `select ${BOOKING_COLUMNS} from booking b where b.book_id = $1 for no key update`,
);
const LOCK_BY_PAYMENTS = sql(
  'booking.lock-bookings-of-payments',
  `select ${BOOKING_COLUMNS} from booking b where b.payment_id = any($1::uuid[]) order by b.id for no key update`,
);
const LIST = filtered(
  'booking.list-bookings',
  { customerId: 'b.customer_id = ?', merchantId: 'b.merchant_id = ?', livemode: 'b.livemode = ?', after: 'b.id < ?' },
  (where) => `select ${BOOKING_COLUMNS} from booking b where ${where} order by b.id desc limit $1`,
);
const SEATS = sql(
  'booking.seats-of-bookings',
  `select booking_id as "bookingId", line_no as "lineNo", seat from ticket
   where booking_id = any($1::uuid[]) and seat is not null`,
);
const TOUCH = sql('booking.touch-booking', 'update booking set version = version + 1 where id = $1 returning version');

@Injectable()
export class BookingRepository extends Bookings {
  constructor(
    private readonly database: Database,
    private readonly numbers: BookingNumbers,
  ) {
    super();
  }

  override async add(bookings: readonly NewBooking[]): Promise<string[]> {
    if (bookings.length === 0) return [];
    const ids = bookings.map(({ id }) => id);
    const holdIds = bookings.map(({ hold }) => hold.id);
    const bookIds = await this.numbers.take(bookings.length);
    await this.database.write(write.ADD_BOOKINGS, [
      ids,
      bookIds,
      holdIds,
      bookings.map(({ paymentId }) => paymentId),
      bookings.map(({ paymentVersion }) => paymentVersion),
      bookings.map(({ createdAt }) => createdAt),
    ]);
    await this.database.write(write.ADD_LINES, [ids, holdIds]);
    await this.addTickets(bookings);
    return bookIds;
  }

  override async find(bookId: string): Promise<Booking | undefined> {
    return (await bookingsOf(this.database, await this.database.query<BookingRow>(FIND, [bookId])))[0];
  }

  override async freeOf(cartId: string): Promise<Booking | undefined> {
    return (await bookingsOf(this.database, await this.database.query<BookingRow>(FREE_OF, [cartId])))[0];
  }

  override async list({ customerId, seller }: BookingFilter, { limit, after }: Slice<string>): Promise<Booking[]> {
    const list = LIST.by([limit], { customerId, ...seller, after });
    return bookingsOf(this.database, await this.database.query<BookingRow>(...list));
  }

  override async lockById(bookId: string): Promise<LockedBooking | undefined> {
    return (await this.withPlaces(await this.database.query<BookingRow>(LOCK, [bookId])))[0];
  }

  override async lockByPayments(paymentIds: readonly string[]): Promise<LockedBooking[]> {
    return this.withPlaces(await this.database.query<BookingRow>(LOCK_BY_PAYMENTS, [paymentIds]));
  }

  override async cancel(cancellations: readonly Cancellation[], at: Date): Promise<void> {
    await this.database.write(write.CANCEL_BOOKINGS, [
      cancellations.map(({ bookingId }) => bookingId),
      cancellations.map(({ reason }) => reason),
      cancellations.map(({ refundAmountMinor }) => refundAmountMinor),
      at,
    ]);
  }

  override async touch(bookingId: string): Promise<number> {
    const [row] = await this.database.query<{ version: number }>(TOUCH, [bookingId]);
    if (!row) throw new Error(`there is no booking ${bookingId}`);
    return row.version;
  }

  override async completeEnded(limit: number): Promise<number> {
    const slotIds = (await this.database.query<{ id: string }>(write.ENDED_SLOTS, [limit])).map(({ id }) => id);
    if (slotIds.length === 0) return 0;
    await this.database.write(write.COMPLETE_BOOKINGS, [slotIds]);
    await this.database.write(write.COMPLETE_SLOTS, [slotIds]);
    return slotIds.length;
  }

  private async addTickets(bookings: readonly NewBooking[]): Promise<void> {
    const tickets = bookings.flatMap(({ id: bookingId, hold }) =>
      ticketsOf(hold.lines).map((ticket) => ({ bookingId, ...ticket })),
    );
    await this.database.write(write.ADD_TICKETS, [
      tickets.map(() => newId()),
      tickets.map(({ bookingId }) => bookingId),
      tickets.map(({ slotId }) => slotId),
      tickets.map(({ lineNo }) => lineNo),
      tickets.map(({ seat }) => seat),
      tickets.map(({ attendeeName }) => attendeeName),
      tickets.map(({ attendeeEmail }) => attendeeEmail),
    ]);
  }

  private async withPlaces(rows: readonly BookingRow[]): Promise<LockedBooking[]> {
    if (rows.length === 0) return [];
    const bookings = await bookingsOf(this.database, rows);
    const ids = rows.map(({ id }) => id);
    const seats = await this.database.query<{ bookingId: string; lineNo: number; seat: string }>(SEATS, [ids]);
    return bookings.map((booking) => ({
      ...booking,
      places: booking.lines.map(({ slotId, tierId, quantity, lineNo }) => ({
        slotId,
        tierId,
        quantity,
        seats: seats.filter((s) => s.bookingId === booking.id && s.lineNo === lineNo).map(({ seat }) => seat),
      })),
    }));
  }
}
