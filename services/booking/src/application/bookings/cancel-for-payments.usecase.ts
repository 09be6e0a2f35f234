import { Injectable } from '@nestjs/common';
import { bookingTransitions } from '../../domain/booking.js';
import { Bookings, Decisions, type LockedBooking, type StoredNews } from '../ports.js';
import { Cancellations } from './cancellations.js';

export interface PaymentNews extends StoredNews {
  readonly orderId: string;
}

/**
 * A payment that failed to be captured (R5), was refunded in full (R6) or whose authorization ended takes its booking
 * with it. Inside its caller's transaction, under the same locks as the decision: news that come before it are kept for
 * it, and news older than the payment the booking was made for are ignored (F22).
 */
@Injectable()
export class CancelForPayments {
  constructor(
    private readonly decisions: Decisions,
    private readonly bookings: Bookings,
    private readonly cancellations: Cancellations,
  ) {}

  async execute(told: readonly PaymentNews[]): Promise<void> {
    const news = newestOfEachPayment(told);
    if (news.size === 0) return;
    const all = [...news.values()];
    const { decisions } = await this.decisions.study(all);
    await this.decisions.remember(all.filter(({ paymentId }) => !decisions.has(paymentId)));
    const bookings = await this.bookings.lockByPayments([...news.keys()]);
    await this.cancellations.carryOut(bookings.flatMap((booking) => dueOf(booking, news)));
  }
}

/** payment has moved the money already: nothing is left to refund. */
function dueOf(booking: LockedBooking, news: ReadonlyMap<string, PaymentNews>) {
  const about = news.get(booking.paymentId ?? '');
  const isNewer = about !== undefined && about.paymentVersion > (booking.paymentVersion ?? 0);
  if (!isNewer || bookingTransitions.step(booking.status, 'cancel').kind !== 'moved') return [];
  return [{ booking, reason: about.cause, refundAmountMinor: 0 }];
}

function newestOfEachPayment(told: readonly PaymentNews[]): Map<string, PaymentNews> {
  const newest = new Map<string, PaymentNews>();
  for (const one of told) {
    const other = newest.get(one.paymentId);
    if (!other || other.paymentVersion < one.paymentVersion) newest.set(one.paymentId, one);
  }
  return newest;
}
