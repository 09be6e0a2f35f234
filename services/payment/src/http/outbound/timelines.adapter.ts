import type { InternalClient } from '#service-kit';
import { Timelines } from '../../application/ports.js';

/** analytics' event log, one HTTP hop away. */
export class HttpTimelines extends Timelines {
  constructor(private readonly analytics: InternalClient) {
    super();
  }

  of(paymentId: string): Promise<unknown> {
    return this.analytics.get(`/internal/timeline/${paymentId}`);
  }
}
