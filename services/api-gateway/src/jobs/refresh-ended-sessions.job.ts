import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { RevokedTokens } from '../application/ports.js';

/** A token of an ended session is refused at most this much later. */
const EVERY_MS = 2_000;

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
