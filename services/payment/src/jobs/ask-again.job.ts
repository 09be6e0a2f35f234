import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { AskAgain } from '../application/decisions/ask-again.usecase.js';

const EVERY_MS = 10_000;
const BATCH = 200;

/** Asks booking again about authorized payments it has not decided (R2). */
@Injectable()
export class AskAgainJob extends RepeatingJob {
  constructor(private readonly work: AskAgain) {
    super({ everyMs: EVERY_MS });
  }

  async run(): Promise<boolean> {
    return (await this.work.execute(BATCH)) >= BATCH;
  }
}
