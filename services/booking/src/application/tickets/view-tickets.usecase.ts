import { Injectable } from '@nestjs/common';
import { notFound } from '../../domain/booking.errors.js';
import { isSoldBy, mayTouch, type Party, type Seller } from '../../domain/party.js';
import type { Ticket } from '../../domain/ticket.js';
import { Bookings, type Slice, Slots, Tickets } from '../ports.js';

export interface Attendance {
  readonly going: number;
  readonly checkedIn: number;
  readonly tickets: readonly Ticket[];
}

/** Tickets, one by one for who bought them and by slot for who sold them. */
@Injectable()
export class ViewTickets {
  constructor(
    private readonly tickets: Tickets,
    private readonly bookings: Bookings,
    private readonly slots: Slots,
  ) {}

  /** @throws DomainError 1005 */
  async one(id: string, party: Party): Promise<Ticket> {
    const ticket = await this.tickets.find(id);
    const booking = ticket && (await this.bookings.find(ticket.bookId));
    if (!booking || !mayTouch(booking, party)) throw notFound('ticket');
    return ticket;
  }

  /** @throws DomainError 1005 for another's slot */
  async attendance(slotId: string, seller: Seller, slice: Slice<string>): Promise<Attendance> {
    const slot = await this.slots.find(slotId);
    if (!slot || !isSoldBy(slot, seller)) throw notFound('slot');
    return { ...(await this.tickets.countsOf(slotId)), tickets: await this.tickets.ofSlot(slotId, slice) };
  }
}
