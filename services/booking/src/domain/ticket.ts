import { defineTransitions } from '#kernel';
import type { HoldLine } from './hold.js';

export type TicketStatus = 'valid' | 'checked_in' | 'void';

export const ticketTransitions = defineTransitions<TicketStatus, 'check_in' | 'undo' | 'annul'>({
  name: 'ticket',
  initial: 'valid',
  events: ['check_in', 'undo', 'annul'],
  table: { valid: { check_in: 'checked_in', annul: 'void' }, checked_in: { undo: 'valid', annul: 'void' }, void: {} },
  reaches: { check_in: ['checked_in'], undo: ['valid'], annul: ['void'] },
});

/** One place of a booking that is about to be written. */
export interface NewTicket {
  readonly slotId: string;
  readonly tierId: string;
  readonly lineNo: number;
  readonly seat: string | null;
  readonly attendeeName: string | null;
  readonly attendeeEmail: string | null;
}

/** One place of a booking. */
export interface Ticket {
  readonly id: string;
  readonly bookingId: string;
  readonly bookId: string;
  readonly slotId: string;
  readonly lineNo: number;
  readonly title: string;
  readonly tierName: string;
  readonly startsAt: Date;
  readonly seat: string | null;
  readonly attendeeName: string | null;
  readonly attendeeEmail: string | null;
  readonly status: TicketStatus;
  readonly checkedInAt: Date | null;
}

/** A ticket for each place of each line, with its seat and attendee where they are known. */
export function ticketsOf(lines: readonly HoldLine[]): NewTicket[] {
  return lines.flatMap(({ slotId, tierId, lineNo, quantity, seats, attendees }) =>
    Array.from({ length: quantity }, (_, i) => ({
      slotId,
      tierId,
      lineNo,
      seat: seats[i] ?? null,
      attendeeName: attendees[i]?.name ?? null,
      attendeeEmail: attendees[i]?.email ?? null,
    })),
  );
}
