import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { eventsConsumedBy } from '#contracts';
import type { ReceivedEvent } from '#messaging';
import { RecordEvents } from '../application/record-events.usecase.js';

/** Whatever names us as a consumer and is not about the merchant itself is an event for merchants. */
const TYPES = eventsConsumedBy('webhook-dispatcher')
  .map(({ type }) => type)
  .filter((type) => !type.startsWith('merchant.'));

@Controller()
export class MerchantEventsConsumer {
  constructor(private readonly record: RecordEvents) {}

  @EventPattern(TYPES, { batch: { max: 500, lingerMs: 20 } })
  handle(@Payload() events: ReceivedEvent[]): Promise<void> {
    return this.record.execute(events);
  }
}
