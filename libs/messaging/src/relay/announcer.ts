import { Logger } from '@nestjs/common';
import type { OutboxRow } from './outbox-row.js';

/** A person can read so many lines a second; a loaded service must not drown its own log. */
const LINES_A_SECOND = 20;
const SECOND_MS = 1_000;

/** One log line an event that was published, as long as that is few enough to read; the others are counted. */
export class Announcer {
  private readonly logger = new Logger('Events');
  private windowStart = 0;
  private lines = 0;
  private unsaid = 0;

  announce(rows: readonly OutboxRow[]): void {
    for (const { type, aggregate_id: id } of rows) {
      if (this.mayPrint()) this.logger.log(`${type} ${id}`);
      else this.unsaid += 1;
    }
  }

  private mayPrint(): boolean {
    const now = performance.now();
    if (now - this.windowStart > SECOND_MS) this.nextWindow(now);
    this.lines += 1;
    return this.lines <= LINES_A_SECOND;
  }

  private nextWindow(now: number): void {
    if (this.unsaid > 0) this.logger.log(`… and ${this.unsaid} more events`);
    [this.windowStart, this.lines, this.unsaid] = [now, 0, 0];
  }
}
