import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SharedLimits } from '../application/ports.js';

const EVERY_MS = 1_000;

@Injectable()
export class ReconcileLimitsJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('ReconcileLimits');
  private timer: NodeJS.Timeout | undefined;
  private running = false;
  private failing = false;

  constructor(private readonly limits: SharedLimits) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await this.limits.reconcile();
      this.failing = false;
    } catch {
      if (!this.failing) this.logger.warn('the gateways can not compare their limits: each goes by its own');
      this.failing = true;
    } finally {
      this.running = false;
    }
  }
}
