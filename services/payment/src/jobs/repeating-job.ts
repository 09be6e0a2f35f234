import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/** Does a bounded piece of work every so often, at once again while there is more; an error waits for the next turn. */
export abstract class RepeatingJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(this.constructor.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  protected constructor(private readonly everyMs: number) {}

  /** One piece of work; true when there may be more. */
  abstract run(): Promise<boolean>;

  onApplicationBootstrap(): void {
    this.schedule(this.everyMs);
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
    const more = await this.run().catch((error: unknown) => {
      this.logger.warn({ msg: 'will be tried again', err: error });
      return false;
    });
    this.schedule(more ? 0 : this.everyMs);
  }
}
