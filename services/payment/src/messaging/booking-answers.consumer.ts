import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { ReceivedEvent } from '#messaging';
import { AnswerDecisions } from '../application/decisions/answer-decisions.usecase.js';

const BATCH = { batch: { max: 500, lingerMs: 10 } };

/** booking's answers and what became of its bookings; free bookings have no payment and are not ours. */
@Controller()
export class BookingAnswersConsumer {
  constructor(private readonly answerDecisions: AnswerDecisions) {}

  @EventPattern('booking.confirmed', BATCH)
  confirmed(@Payload() events: readonly ReceivedEvent<'booking.confirmed'>[]): Promise<void> {
    return this.answerDecisions.execute(
      events.flatMap(({ data: { payment_id: paymentId, book_id: bookId } }) =>
        paymentId === null ? [] : [{ kind: 'confirmed' as const, paymentId, bookId }],
      ),
    );
  }

  @EventPattern('booking.rejected', BATCH)
  rejected(@Payload() events: readonly ReceivedEvent<'booking.rejected'>[]): Promise<void> {
    return this.answerDecisions.execute(
      events.map(({ data: { payment_id: paymentId, reason } }) => ({ kind: 'rejected', paymentId, reason })),
    );
  }

  @EventPattern('booking.cancelled', BATCH)
  cancelled(@Payload() events: readonly ReceivedEvent<'booking.cancelled'>[]): Promise<void> {
    return this.answerDecisions.execute(
      events.flatMap(({ data: { payment_id: paymentId, book_id: bookId, refund_amount_minor: refundMinor } }) =>
        paymentId === null ? [] : [{ kind: 'cancelled' as const, paymentId, bookId, refundMinor }],
      ),
    );
  }
}
