import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { PollProviders } from '../application/payments/poll-providers.usecase.js';

const EVERY_MS = 1_000;
const BATCH = 50;

/** Asks providers about what they have not told us (R14). */
@Injectable()
export class PollProvidersJob extends RepeatingJob {
  constructor(private readonly work: PollProviders) {
    super({ everyMs: EVERY_MS });
  }

  async run(): Promise<boolean> {
    return (await this.work.execute(BATCH)) >= BATCH;
  }
}
