import { Injectable } from '@nestjs/common';
import { Bookings, Transactions } from '../ports.js';

const SLOTS_A_RUN = 20;

/** Completes bookings once all of their slots are over: from then on a refund only records (R6). */
@Injectable()
export class CompleteBookings {
  constructor(
    private readonly transactions: Transactions,
    private readonly bookings: Bookings,
  ) {}

  /** Gives how many slots were over. */
  execute(): Promise<number> {
    return this.transactions.run(() => this.bookings.completeEnded(SLOTS_A_RUN));
  }
}
