import { Injectable } from '@nestjs/common';
import type { Booking } from '../../domain/booking.js';
import { notFound } from '../../domain/booking.errors.js';
import { mayTouch, type Party, sellerOf } from '../../domain/party.js';
import type { Ticket } from '../../domain/ticket.js';
import { type BookingFilter, Bookings, type Slice, Tickets } from '../ports.js';

export interface TicketedBooking {
  readonly booking: Booking;
  readonly tickets: readonly Ticket[];
}

/** Bookings as their customer, their merchant or an admin may see them. */
@Injectable()
export class ViewBookings {
  constructor(
    private readonly bookings: Bookings,
    private readonly tickets: Tickets,
  ) {}

  async list(party: Party, slice: Slice<string>): Promise<TicketedBooking[]> {
    return this.withTickets(await this.bookings.list(filterOf(party), slice));
  }

  /** @throws DomainError 1005 for an unknown booking and for another's */
  async one(bookId: string, party: Party): Promise<TicketedBooking> {
    const booking = await this.bookings.find(bookId);
    if (!booking || !mayTouch(booking, party)) throw notFound('booking');
    return this.ticketed(booking);
  }

  /** For who holds a sealed link to it. */
  async sealed(bookId: string): Promise<TicketedBooking> {
    const booking = await this.bookings.find(bookId);
    if (!booking) throw notFound('booking');
    return this.ticketed(booking);
  }

  async ticketed(booking: Booking): Promise<TicketedBooking> {
    return { booking, tickets: await this.tickets.ofBookings([booking.id]) };
  }

  private async withTickets(bookings: readonly Booking[]): Promise<TicketedBooking[]> {
    const tickets = await this.tickets.ofBookings(bookings.map(({ id }) => id));
    return bookings.map((booking) => ({ booking, tickets: tickets.filter((one) => one.bookingId === booking.id) }));
  }
}

function filterOf(party: Party): BookingFilter {
  switch (party.role) {
    case 'customer':
      return { customerId: party.userId };
    case 'merchant':
      return { seller: sellerOf(party) };
    case 'admin':
      return {};
  }
}
