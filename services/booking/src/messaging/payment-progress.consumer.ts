import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { ReceivedEvent } from '#messaging';

const BATCH = { batch: { max: 500, lingerMs: 5 } };

/**
 * News that change nothing here, heard so that they do not end among the dead letters: a capture completes what the
 * decision began, and a failed payment leaves its hold alive for a retry (R8, R10).
 */
@Controller()
export class PaymentProgressConsumer {
  @EventPattern('payment.captured', BATCH)
  captured(@Payload() events: readonly ReceivedEvent<'payment.captured'>[]): number {
    return events.length;
  }

  @EventPattern('payment.failed', BATCH)
  failed(@Payload() events: readonly ReceivedEvent<'payment.failed'>[]): number {
    return events.length;
  }
}
