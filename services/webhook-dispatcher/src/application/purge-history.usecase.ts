import { Injectable } from '@nestjs/common';
import { EventHistory } from './ports.js';

const EVENT_DAYS = 30;
const ATTEMPT_DAYS = 90;
const MOST_STEPS = 200;

/** Forgets events after 30 days and attempts after 90, a bounded number of rows a step. */
@Injectable()
export class PurgeHistory {
  constructor(private readonly history: EventHistory) {}

  async execute(): Promise<void> {
    for (let step = 0; step < MOST_STEPS; step += 1) {
      if (!(await this.history.purge(EVENT_DAYS, ATTEMPT_DAYS))) return;
    }
  }
}
