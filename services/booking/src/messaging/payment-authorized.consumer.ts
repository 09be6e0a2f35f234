import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { ReceivedEvent } from '#messaging';
import { DecidePayments } from '../application/decisions/decide-payments.usecase.js';
import type { Question } from '../domain/decision.js';

/** Duplicates are delivered too: a question that comes again gets its answer again (R2). */
@Controller()
export class PaymentAuthorizedConsumer {
  constructor(private readonly decide: DecidePayments) {}

  @EventPattern('payment.authorized', { batch: { max: 500, lingerMs: 5 }, duplicates: 'deliver' })
  handle(@Payload() events: readonly ReceivedEvent<'payment.authorized'>[]): Promise<void> {
    return this.decide.execute(events.filter(asks).map(questionOf));
  }
}

/** Plain orders book nothing, a waitlist's are asked about later (R13), a surplus payment asks nothing (R7). */
function asks({ data }: ReceivedEvent<'payment.authorized'>): boolean {
  return data.purpose === 'booking' && !data.surplus;
}

function questionOf({ data, aggregateVersion }: ReceivedEvent<'payment.authorized'>): Question {
  return {
    paymentId: data.payment_id,
    orderId: data.order_id,
    paymentVersion: aggregateVersion,
    merchantId: data.merchant_id,
    customerId: data.customer_id,
    livemode: data.livemode,
    amountMinor: data.amount_minor,
    currency: data.currency,
  };
}
