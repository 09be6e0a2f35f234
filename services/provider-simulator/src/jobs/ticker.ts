import { Logger } from '@nestjs/common';

/** Runs `work` again and again, `everyMs` after it has ended; at once again when it says there is more to do. */
export class Ticker {
  private readonly logger: Logger;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    name: string,
    private readonly everyMs: number,
    /** Gives whether there is more to do. */
    private readonly work: () => Promise<boolean>,
  ) {
    this.logger = new Logger(name);
  }

  start(): void {
    this.schedule(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(inMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.tick();
    }, inMs);
    this.timer.unref();
  }

  private async tick(): Promise<void> {
    let more = false;
    try {
      more = await this.work();
    } catch (error) {
      this.logger.warn({ msg: 'failed; it will be tried again', err: error });
    }
    this.schedule(more ? 0 : this.everyMs);
  }
}
