import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { PurgeHistory } from '../application/purge-history.usecase.js';

const EVERY_MS = 10 * 60_000;

/** Forgets what is past its time. */
@Injectable()
export class HistoryJob extends RepeatingJob {
  constructor(private readonly purge: PurgeHistory) {
    super({ everyMs: EVERY_MS });
  }

  override async run(): Promise<boolean> {
    await this.purge.execute();
    return false;
  }
}
