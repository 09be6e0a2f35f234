import { Injectable } from '@nestjs/common';
import { Clock, DomainError, ERROR } from '#kernel';
import { type Booking, bookingTransitions, hasBegun, refundFor } from '../../domain/booking.js';
import { notFound } from '../../domain/booking.errors.js';
import { mayTouch, type Party } from '../../domain/party.js';
import { type Actor, Acts, Bookings, type LockedBooking, Transactions } from '../ports.js';
import { Cancellations } from './cancellations.js';

/** Cancels a booking by its policy, once; who cancels it again is shown that it is cancelled. */
@Injectable()
export class CancelBooking {
  constructor(
    private readonly transactions: Transactions,
    private readonly bookings: Bookings,
    private readonly cancellations: Cancellations,
    private readonly acts: Acts,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError 1005 for another's booking, 1022 once it is used or completed */
  async execute(bookId: string, party: Party, actor: Actor): Promise<Booking> {
    await this.transactions.run(async () => {
      const booking = await this.bookings.lockById(bookId);
      if (!booking || !mayTouch(booking, party)) throw notFound('booking');
      await this.cancel(booking, party, actor);
    });
    const booking = await this.bookings.find(bookId);
    if (!booking) throw notFound('booking');
    return booking;
  }

  private async cancel(booking: LockedBooking, { role }: Party, actor: Actor): Promise<void> {
    const now = this.clock.now();
    const step = bookingTransitions.step(booking.status, 'cancel');
    if (step.kind === 'same') return;
    if (step.kind === 'rejected' || hasBegun(booking.lines, now)) {
      throw new DomainError(ERROR.illegalMove, 'The booking has been used already.', { status: booking.status });
    }
    const refundAmountMinor = refundFor(booking.lines, role, now);
    await this.cancellations.carryOut([{ booking, reason: `cancelled_by_${role}`, refundAmountMinor }]);
    const { bookId, merchantId, currency } = booking;
    const detail = { by: role, refund_amount_minor: refundAmountMinor, currency };
    const target = { type: 'booking', id: bookId };
    await this.acts.record(actor, { action: 'booking_cancelled', merchantId, target, detail });
  }
}
