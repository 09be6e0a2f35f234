import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { CloseSession } from '../application/sessions/close-session.usecase.js';

const BATCH = 200;
const EVERY_MS = 250;

/** Lets time pass: pending tries resolve, late ones succeed, refunds come back, authorizations and sessions run out. */
@Injectable()
export class SettleJob extends RepeatingJob {
  constructor(private readonly sessions: CloseSession) {
    super({ everyMs: EVERY_MS, atOnce: true });
  }

  override async run(): Promise<boolean> {
    return (await this.sessions.settleDue(BATCH)) >= BATCH;
  }
}
