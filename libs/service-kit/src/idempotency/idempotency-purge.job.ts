import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '../jobs/repeating-job.js';
import { IdempotencyKeys } from './idempotency-keys.js';

const EVERY_MS = 10 * 60_000;

/** Removes keys past their seven days, a bounded batch at a time. */
@Injectable()
export class IdempotencyPurgeJob extends RepeatingJob {
  constructor(private readonly keys: IdempotencyKeys) {
    super({ everyMs: EVERY_MS });
  }

  override async run(): Promise<boolean> {
    await this.keys.purge();
    return false;
  }
}
