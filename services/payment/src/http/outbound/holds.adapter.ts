import type { HoldAnswer, HoldExtension, HoldRequest } from '#contracts';
import type { InternalClient } from '#service-kit';
import { Holds } from '../../application/ports.js';

/** booking's holds, one HTTP hop away. */
export class HttpHolds extends Holds {
  constructor(private readonly booking: InternalClient) {
    super();
  }

  hold(request: HoldRequest): Promise<HoldAnswer> {
    return this.booking.post<HoldAnswer>('/internal/holds', request);
  }

  extend(holdId: string): Promise<HoldExtension> {
    return this.booking.post<HoldExtension>(`/internal/holds/${holdId}/extend`);
  }
}
