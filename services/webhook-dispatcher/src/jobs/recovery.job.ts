import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RunRecoveries } from '../application/deliveries/run-recoveries.usecase.js';
import { JobTimes } from './sending.job.js';

/** Works recoveries off, one bounded step a turn: hundreds of events a second, so that fresh ones go on. */
@Injectable()
export class RecoveryJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Recovery');
  private timer: NodeJS.Timeout | undefined;
  private running = false;

  constructor(
    private readonly run: RunRecoveries,
    private readonly times: JobTimes,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.step(), this.times.pollMs);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async step(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await this.run.execute();
    } catch (error) {
      this.logger.warn({ msg: 'a recovery could not go on', err: error });
    } finally {
      this.running = false;
    }
  }
}
