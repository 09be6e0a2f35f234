import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { RevokedTokens } from '../application/ports.js';

/** A token of an ended session is refused at most this much later. */
const EVERY_MS = 2_000;

@Injectable()
export class RefreshEndedSessionsJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('EndedSessions');
  private timer: NodeJS.Timeout | undefined;
  private failing = false;

  constructor(private readonly revoked: RevokedTokens) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), EVERY_MS);
    this.timer.unref();
    void this.run();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async run(): Promise<void> {
    try {
      await this.revoked.refresh();
      this.failing = false;
    } catch {
      if (!this.failing) this.logger.warn('auth does not tell which sessions ended');
      this.failing = true;
    }
  }
}
