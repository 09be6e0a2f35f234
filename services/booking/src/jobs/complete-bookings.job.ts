import { RepeatingJob } from '#service-kit';
import { CompleteBookings } from '../application/bookings/complete-bookings.usecase.js';

/** Looks for slots that are over every minute. */
export class CompleteBookingsJob extends RepeatingJob {
  constructor(
    private readonly complete: CompleteBookings,
    enabled: boolean,
  ) {
    super({ everyMs: 60_000, enabled });
  }

  override async run(): Promise<boolean> {
    return (await this.complete.execute()) > 0;
  }
}
