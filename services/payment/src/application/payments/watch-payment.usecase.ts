import { Injectable } from '@nestjs/common';
import { isOpen } from '../../domain/payment.js';
import { paymentNotFound } from '../../domain/payment.errors.js';
import { owned, type Viewer } from '../access.js';
import { Bells } from '../bells.js';
import { Archive, type PaymentRecord } from '../ports.js';

/** Changes made by another process are found by looking that often. */
const LOOK_MS = 1_000;
/** Watchers come back with a new request after that. */
const LONGEST_MS = 10 * 60_000;

/** Follows one payment and its booking until both are final. */
@Injectable()
export class WatchPayment {
  constructor(
    private readonly archive: Archive,
    private readonly bells: Bells,
  ) {}

  /**
   * Every state of the payment from now on, each once; ends when it is final. Throws at the first step when it is not
   * the viewer's.
   */
  async *execute(viewer: Viewer, id: string, gone: () => boolean): AsyncGenerator<PaymentRecord> {
    let seen = '';
    for (let waitedMs = 0; waitedMs < LONGEST_MS && !gone(); waitedMs += LOOK_MS) {
      const payment = owned(viewer, await this.archive.payment(id), paymentNotFound);
      const state = fingerprint(payment);
      if (state !== seen) yield payment;
      seen = state;
      if (isFinal(payment)) return;
      await this.bells.nextChange(id, LOOK_MS);
    }
  }
}

function fingerprint(payment: PaymentRecord): string {
  return [payment.version, payment.status, payment.bookId, payment.bookingStatus, payment.checkout?.url].join('|');
}

/** Nothing more is expected without somebody asking for it. */
function isFinal(payment: PaymentRecord): boolean {
  if (isOpen(payment) || payment.openOperation !== null || payment.status === 'authorized') return false;
  if (payment.status === 'failed' || payment.status === 'cancelled' || payment.status === 'refunded') return true;
  return payment.releaseReason === null && (payment.purpose !== 'booking' || payment.decision !== null);
}
