import { ApiProperty } from '@nestjs/swagger';
import { Field } from '#service-kit';
import type { Attendance } from '../application/tickets/view-tickets.usecase.js';
import type { Ticket, TicketStatus } from '../domain/ticket.js';

const STATUSES: TicketStatus[] = ['valid', 'checked_in', 'void'];

export class CheckInDto {
  /** The text of the QR code. */
  @Field.text({ max: 300 })
  ticket: string;
}

export class TicketView {
  @ApiProperty({ format: 'uuid' }) ticket_id: string;
  @ApiProperty({ example: 'BK-449034CB' }) book_id: string;
  @ApiProperty({ format: 'uuid' }) slot_id: string;
  @ApiProperty() title: string;
  @ApiProperty() tier: string;
  @ApiProperty({ format: 'date-time' }) starts_at: string;
  @ApiProperty({ type: String, nullable: true }) seat: string | null;
  @ApiProperty({ type: String, nullable: true }) attendee_name: string | null;
  @ApiProperty({ type: String, nullable: true }) attendee_email: string | null;
  @ApiProperty({ enum: STATUSES }) status: TicketStatus;
  @ApiProperty({ format: 'date-time', type: String, nullable: true }) checked_in_at: string | null;
  /** Text of the QR code; only for who bought it. */
  @ApiProperty({ type: String, nullable: true }) qr: string | null;

  static of(ticket: Ticket, qr: string | null = null): TicketView {
    return {
      ticket_id: ticket.id,
      book_id: ticket.bookId,
      slot_id: ticket.slotId,
      title: ticket.title,
      tier: ticket.tierName,
      starts_at: ticket.startsAt.toISOString(),
      seat: ticket.seat,
      attendee_name: ticket.attendeeName,
      attendee_email: ticket.attendeeEmail,
      status: ticket.status,
      checked_in_at: ticket.checkedInAt?.toISOString() ?? null,
      qr,
    };
  }
}

/** One page of a slot's attendees, with the counts of all of them. */
export class AttendanceView {
  @ApiProperty({ format: 'uuid' }) slot_id: string;
  @ApiProperty({ description: 'places that are not cancelled' }) going_count: number;
  @ApiProperty() checked_in_count: number;
  @ApiProperty({ type: [TicketView] }) attendees: TicketView[];
  @ApiProperty({ type: String, nullable: true }) next_cursor: string | null;

  static of(slotId: string, attendance: Attendance, limit: number, cursorOf: (id: string) => string): AttendanceView {
    const { going, checkedIn, tickets } = attendance;
    const shown = tickets.slice(0, limit);
    const last = shown.at(-1);
    return {
      slot_id: slotId,
      going_count: going,
      checked_in_count: checkedIn,
      attendees: shown.map((ticket) => TicketView.of(ticket)),
      next_cursor: tickets.length > limit && last ? cursorOf(last.id) : null,
    };
  }
}
