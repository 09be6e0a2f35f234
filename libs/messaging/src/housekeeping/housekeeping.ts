import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#postgres';
import { messageOf } from '../broker/supervise.js';
import { createComingPartitions, dropOldPartitions } from './partitions.js';

const EVERY_MS = 3_600_000;

const forgetFailures = "delete from inbox_failure where failed_at < now() - interval '9 days'";

/** What a table cut into days needs each day; every replica may do it. */
@Injectable()
export class Housekeeping {
  private readonly logger = new Logger('Messaging');
  private timer: NodeJS.Timeout | undefined;
  private running = Promise.resolve();

  constructor(private readonly database: Database) {}

  start(): void {
    const begin = (): void => void (this.running = this.run());
    this.timer ??= setInterval(begin, EVERY_MS);
    this.timer.unref();
    begin();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Each part is tried on its own; what fails is logged and tried again in an hour. */
  async run(now = new Date()): Promise<void> {
    await this.attempt(() => createComingPartitions(this.database, now));
    await this.attempt(() => dropOldPartitions(this.database, now));
    await this.attempt(() => this.database.execute(forgetFailures));
  }

  private async attempt(work: () => Promise<unknown>): Promise<void> {
    await work().catch((error: unknown) => this.logger.warn(`housekeeping: ${messageOf(error)}`));
  }
}
