import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { eventsConsumedBy } from '#contracts';
import type { ReceivedEvent } from '#messaging';
import { RecordEvents } from '../application/record-events.usecase.js';

const TYPES = eventsConsumedBy('analytics').map(({ type }) => type);

/** Every event that names this service has the one effect of being written down and counted. */
@Controller()
export class EventsConsumer {
  constructor(private readonly record: RecordEvents) {}

  /** Nobody waits for a sum: lingering makes few, large commits. */
  @EventPattern(TYPES, { batch: { max: 500, lingerMs: 100 } })
  handle(@Payload() events: ReceivedEvent[]): Promise<void> {
    return this.record.execute(events);
  }
}
