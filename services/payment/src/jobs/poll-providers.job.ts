import { Injectable } from '@nestjs/common';
import { PollProviders } from '../application/payments/poll-providers.usecase.js';
import { RepeatingJob } from './repeating-job.js';

const EVERY_MS = 1_000;
const BATCH = 50;

/** Asks providers about what they have not told us (R14). */
@Injectable()
export class PollProvidersJob extends RepeatingJob {
  constructor(private readonly work: PollProviders) {
    super(EVERY_MS);
  }

  async run(): Promise<boolean> {
    return (await this.work.execute(BATCH)) >= BATCH;
  }
}
