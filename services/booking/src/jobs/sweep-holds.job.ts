import { RepeatingJob } from '#service-kit';
import { SweepHolds } from '../application/holds/sweep-holds.usecase.js';

/** Looks for holds past their time every second. */
export class SweepHoldsJob extends RepeatingJob {
  constructor(
    private readonly sweep: SweepHolds,
    enabled: boolean,
  ) {
    super({ everyMs: 1_000, enabled });
  }

  override async run(): Promise<boolean> {
    return (await this.sweep.execute()).more;
  }
}
