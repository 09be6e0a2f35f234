import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/**
 * Does a bounded piece of work again and again, one at a time: after a pause, or at once while there is more. An error
 * is logged and waits for the next turn. When the process stops, the piece that runs is finished.
 */
export abstract class RepeatingJob implements OnApplicationBootstrap, OnApplicationShutdown {
  protected readonly logger = new Logger(this.constructor.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  protected constructor(
    private readonly everyMs: number,
    private readonly enabled: boolean,
  ) {}

  /** One piece of work; true when there is surely more. */
  abstract run(): Promise<boolean>;

  onApplicationBootstrap(): void {
    if (this.enabled) this.schedule(this.everyMs);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.turn();
    }, delayMs);
  }

  private async turn(): Promise<void> {
    let more = false;
    try {
      more = await this.run();
    } catch (error) {
      this.logger.warn({ msg: 'will be tried again', err: error });
    }
    this.schedule(more ? 0 : this.everyMs);
  }
}
