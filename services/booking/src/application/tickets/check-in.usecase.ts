import { Injectable } from '@nestjs/common';
import { DomainError, ERROR } from '#kernel';
import { notFound } from '../../domain/booking.errors.js';
import { isSoldBy, type Seller } from '../../domain/party.js';
import { type Ticket, ticketTransitions } from '../../domain/ticket.js';
import { checkedIn } from '../bookings/booking-events.js';
import { Bookings, type LockedBooking, Outbox, Seals, Tickets, Transactions } from '../ports.js';

/** A merchant lets somebody in by the text of a ticket's QR code, once. */
@Injectable()
export class CheckIn {
  constructor(
    private readonly transactions: Transactions,
    private readonly tickets: Tickets,
    private readonly bookings: Bookings,
    private readonly seals: Seals,
    private readonly outbox: Outbox,
  ) {}

  /** @throws DomainError 1015 for a forged code, 1005 for another merchant's, 1022 when it was used or is void */
  async execute(code: string, seller: Seller): Promise<Ticket> {
    const ticketId = this.seals.ticketOf(code);
    if (ticketId === undefined) throw new DomainError(ERROR.badSignature, 'This is no ticket of ours.');
    return this.transactions.run(async () => {
      const bookId = (await this.tickets.find(ticketId))?.bookId;
      const booking = bookId === undefined ? undefined : await this.bookings.lockById(bookId);
      if (!booking || !isSoldBy(booking, seller)) throw notFound('ticket');
      return this.letIn(ticketId, booking);
    });
  }

  private async letIn(ticketId: string, booking: LockedBooking): Promise<Ticket> {
    const ticket = await this.tickets.find(ticketId);
    if (!ticket) throw notFound('ticket');
    if (ticketTransitions.step(ticket.status, 'check_in').kind !== 'moved') throw refused(ticket);
    const at = await this.tickets.checkIn(ticketId);
    const version = await this.bookings.touch(booking.id);
    await this.outbox.append([checkedIn(booking, version, ticketId, at)]);
    return { ...ticket, status: 'checked_in', checkedInAt: at };
  }
}

function refused({ id, status, checkedInAt }: Ticket): DomainError {
  const when = checkedInAt?.toISOString() ?? null;
  const description = status === 'void' ? 'The ticket is void.' : `The ticket was used at ${when}.`;
  return new DomainError(ERROR.illegalMove, description, { ticket_id: id, status, checked_in_at: when });
}
