import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { MatchEvents } from '../application/payments/match-events.usecase.js';

const EVERY_MS = 2_000;
const BATCH = 100;

/** Applies provider events whose payment has appeared (F23). */
@Injectable()
export class MatchEventsJob extends RepeatingJob {
  constructor(private readonly work: MatchEvents) {
    super({ everyMs: EVERY_MS });
  }

  async run(): Promise<boolean> {
    return (await this.work.execute(BATCH)) >= BATCH;
  }
}
