import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

export interface Rhythm {
  /** Pause between two turns, in milliseconds. */
  readonly everyMs: number;
  /** The first turn comes with the start instead of after a pause. */
  readonly atOnce?: boolean;
  /** False: this process leaves the work to others. */
  readonly enabled?: boolean;
}

/**
 * Does a bounded piece of work again and again, one at a time: after a pause, or at once while there is more. An error
 * waits for the next turn; it is logged once, again when it is another one, and when the work succeeds again. When the
 * process stops, the piece that runs is finished first.
 */
export abstract class RepeatingJob implements OnApplicationBootstrap, OnModuleDestroy {
  protected readonly logger = new Logger(this.constructor.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  /** What the last turn failed of; '' after a good one. */
  private failure = '';

  protected constructor(private readonly rhythm: Rhythm) {}

  /** One piece of work; true when there is surely more. */
  abstract run(): Promise<boolean>;

  onApplicationBootstrap(): void | Promise<void> {
    const { everyMs, atOnce = false, enabled = true } = this.rhythm;
    if (enabled) this.schedule(atOnce ? 0 : everyMs);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.turn();
    }, delayMs);
    this.timer.unref();
  }

  private async turn(): Promise<void> {
    let more = false;
    try {
      more = await this.run();
      if (this.failure !== '') this.logger.log('works again');
      this.failure = '';
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      if (failure !== this.failure) this.logger.warn({ msg: 'will be tried again until it succeeds', err: error });
      this.failure = failure;
    }
    this.schedule(more ? 0 : this.rhythm.everyMs);
  }
}
