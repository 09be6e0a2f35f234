import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { EventData } from '#contracts';
import type { ReceivedEvent } from '#messaging';
import { CancelForPayments, type PaymentNews } from '../application/bookings/cancel-for-payments.usecase.js';
import type { OvertakingCause } from '../domain/decision.js';

interface Ending {
  readonly aggregateVersion: number;
  readonly data: Pick<EventData<'payment.cancelled'>, 'payment_id' | 'order_id' | 'purpose'>;
}

const BATCH = { batch: { max: 200, lingerMs: 5 } };

/** Payments that no longer carry a booking: not captured (R5), refunded in full (R6), voided or run out. */
@Controller()
export class PaymentEndedConsumer {
  constructor(private readonly cancel: CancelForPayments) {}

  @EventPattern('payment.capture_failed', BATCH)
  captureFailed(@Payload() events: readonly ReceivedEvent<'payment.capture_failed'>[]): Promise<void> {
    return this.cancel.execute(newsOf(events, 'capture_failed'));
  }

  /** A partial refund leaves the booking as it is. */
  @EventPattern('payment.refunded', BATCH)
  refunded(@Payload() events: readonly ReceivedEvent<'payment.refunded'>[]): Promise<void> {
    return this.cancel.execute(newsOf(events.filter(({ data }) => data.full), 'payment_refunded'));
  }

  @EventPattern('payment.cancelled', BATCH)
  cancelled(@Payload() events: readonly ReceivedEvent<'payment.cancelled'>[]): Promise<void> {
    return this.cancel.execute(newsOf(events, 'payment_cancelled'));
  }
}

function newsOf(events: readonly Ending[], cause: OvertakingCause): PaymentNews[] {
  return events
    .filter(({ data }) => data.purpose === 'booking')
    .map(({ data, aggregateVersion }) => ({
      paymentId: data.payment_id,
      orderId: data.order_id,
      paymentVersion: aggregateVersion,
      cause,
    }));
}
