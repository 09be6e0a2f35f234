import { Injectable } from '@nestjs/common';
import { Recount } from './ports.js';

/** Counts everything anew from the event log, after a mistake in counting was mended. */
@Injectable()
export class RebuildSums {
  constructor(private readonly recount: Recount) {}

  execute(): Promise<void> {
    return this.recount.rebuild();
  }
}
