import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SealAuditLog } from '../application/audit/seal-audit-log.usecase.js';

const EVERY_MS = 5_000;

@Injectable()
export class SealAuditLogJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('SealAuditLog');
  private timer: NodeJS.Timeout | undefined;
  private running = false;

  constructor(private readonly seal: SealAuditLog) {}

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
      await this.seal.execute();
    } catch (error) {
      this.logger.warn({ msg: 'the audit log was not sealed', err: error });
    } finally {
      this.running = false;
    }
  }
}
