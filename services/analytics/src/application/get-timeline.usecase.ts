import { Injectable } from '@nestjs/common';
import type { LoggedEvent } from '../domain/logged-event.js';
import { EventLog } from './ports.js';

/** Everything that happened to a payment, across services, in order; empty for one that was never heard of. */
@Injectable()
export class GetTimeline {
  constructor(private readonly log: EventLog) {}

  execute(paymentId: string): Promise<LoggedEvent[]> {
    return this.log.timelineOf(paymentId);
  }
}
