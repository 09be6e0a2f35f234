import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Bookings, type LockedBooking, Outbox, Places } from '../ports.js';
import { cancelled } from './booking-events.js';

export interface DueCancellation {
  readonly booking: LockedBooking;
  readonly reason: string;
  readonly refundAmountMinor: number;
}

/** Takes locked bookings back in its caller's transaction: tickets void, places free, mails queued, events told. */
@Injectable()
export class Cancellations {
  constructor(
    private readonly bookings: Bookings,
    private readonly places: Places,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async carryOut(due: readonly DueCancellation[]): Promise<void> {
    if (due.length === 0) return;
    const at = this.clock.now();
    await this.bookings.cancel(due.map(({ booking, ...why }) => ({ bookingId: booking.id, ...why })), at);
    await this.places.move('free', due.flatMap(({ booking }) => booking.places));
    await this.outbox.append(due.map((one) => cancelled(one.booking, one.reason, one.refundAmountMinor, at)));
  }
}
