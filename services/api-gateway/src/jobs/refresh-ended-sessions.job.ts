import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { RevokedTokens } from '../application/ports.js';

/** With the time that asking may take, a token of an ended session is refused well within five seconds. */
const EVERY_MS = 1_000;

/** Asks auth which sessions ended, from the start on. */
@Injectable()
export class RefreshEndedSessionsJob extends RepeatingJob {
  constructor(private readonly revoked: RevokedTokens) {
    super({ everyMs: EVERY_MS, atOnce: true });
  }

  override async run(): Promise<boolean> {
    await this.revoked.refresh();
    return false;
  }
}
