import { SweepHolds } from '../application/holds/sweep-holds.usecase.js';
import { RepeatingJob } from './repeating-job.js';

/** Looks for holds past their time every second. */
export class SweepHoldsJob extends RepeatingJob {
  constructor(
    private readonly sweep: SweepHolds,
    enabled: boolean,
  ) {
    super(1_000, enabled);
  }

  override async run(): Promise<boolean> {
    return (await this.sweep.execute()).more;
  }
}
