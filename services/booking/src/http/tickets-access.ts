import { Injectable } from '@nestjs/common';
import { DomainError, ERROR } from '#kernel';
import { Field } from '#service-kit';
import { type TicketedBooking, ViewBookings } from '../application/bookings/view-bookings.usecase.js';
import { Seals } from '../application/ports.js';
import type { Party } from '../domain/party.js';

export class SealQuery {
  /** Seal of a link in a mail: opens the tickets without a login. */
  @Field.optional.text({ max: 100 })
  s?: string;
}

/** Tickets open with the seal of their link, or for who may see their booking. */
@Injectable()
export class TicketsAccess {
  constructor(
    private readonly seals: Seals,
    private readonly view: ViewBookings,
  ) {}

  /** @throws DomainError 1002 without seal and token, 1015 for a broken seal, 1005 for another's booking */
  async booking(bookId: string, seal: string | undefined, party: Party | undefined): Promise<TicketedBooking> {
    if (seal === undefined) {
      if (party) return this.view.one(bookId, party);
      throw new DomainError(ERROR.unauthenticated, 'The token or the seal of the link is missing.');
    }
    if (!this.seals.opensTickets(bookId, seal)) throw new DomainError(ERROR.badSignature, 'This link is not ours.');
    return this.view.sealed(bookId);
  }
}
