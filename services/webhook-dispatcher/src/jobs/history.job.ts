import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PurgeHistory } from '../application/purge-history.usecase.js';

const EVERY_MS = 10 * 60_000;

/** Forgets what is past its time. */
@Injectable()
export class HistoryJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('History');
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly purge: PurgeHistory) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async run(): Promise<void> {
    try {
      await this.purge.execute();
    } catch (error) {
      this.logger.warn({ msg: 'the history could not be purged', err: error });
    }
  }
}
