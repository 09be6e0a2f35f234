import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { PurgeSessions } from '../application/sessions/purge-sessions.usecase.js';

const EVERY_MS = 10 * 60_000;

/** Removes sessions that ended long ago. */
@Injectable()
export class PurgeSessionsJob extends RepeatingJob {
  constructor(private readonly purge: PurgeSessions) {
    super({ everyMs: EVERY_MS });
  }

  override async run(): Promise<boolean> {
    await this.purge.execute();
    return false;
  }
}
