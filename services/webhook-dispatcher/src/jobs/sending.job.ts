import { Injectable, Logger, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { Metrics } from '#service-kit';
import { DueDeliveries } from '../application/ports.js';
import { Dispatcher } from '../application/sending/dispatcher.js';

export abstract class JobTimes {
  /** How often what is due is looked for. */
  abstract readonly pollMs: number;
  /** Longest time to finish when the process stops. */
  abstract readonly graceMs: number;
}

/** The rest of the grace is for writing results and closing. */
const SHARE_OF_GRACE = 0.7;

/** Keeps the dispatcher looking for what is due, lets it finish at the end, and shows how it does. */
@Injectable()
export class SendingJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Sending');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly times: JobTimes,
    due: DueDeliveries,
    metrics: Metrics,
  ) {
    metrics.gauge('webhook_backlog_age_seconds', 'Age of the oldest delivery that is due', () => due.backlogAgeS());
    metrics.gauge('webhook_sends_under_way', 'Requests to receivers under way', () => dispatcher.underWay);
    metrics.gauge('webhook_attempts_delivered', 'Attempts answered 2xx since start', () => dispatcher.counts.delivered);
    metrics.gauge('webhook_attempts_failed', 'Attempts that failed since start', () => dispatcher.counts.failed);
  }

  onApplicationBootstrap(): void {
    this.next();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.dispatcher.stop(this.times.graceMs * SHARE_OF_GRACE);
  }

  private next(): void {
    const timer = setTimeout(() => void this.poll().then(() => this.timer === timer && this.next()), this.times.pollMs);
    this.timer = timer;
  }

  private async poll(): Promise<void> {
    try {
      await this.dispatcher.poll();
    } catch (error) {
      this.logger.warn({ msg: 'due deliveries could not be looked for', err: error });
    }
  }
}
