import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { RunRecoveries } from '../application/deliveries/run-recoveries.usecase.js';
import { JobTimes } from './sending.job.js';

/** Works recoveries off, one bounded step a turn: hundreds of events a second, so that fresh ones go on. */
@Injectable()
export class RecoveryJob extends RepeatingJob {
  constructor(
    private readonly recoveries: RunRecoveries,
    times: JobTimes,
  ) {
    super({ everyMs: times.pollMs });
  }

  override async run(): Promise<boolean> {
    await this.recoveries.execute();
    return false;
  }
}
