import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { PurgeSessions } from '../application/sessions/purge-sessions.usecase.js';

const EVERY_MS = 10 * 60_000;

@Injectable()
export class PurgeSessionsJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('PurgeSessions');
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly purge: PurgeSessions) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async run(): Promise<void> {
    try {
      await this.purge.execute();
    } catch (error) {
      this.logger.warn({ msg: 'old sessions were not removed', err: error });
    }
  }
}
