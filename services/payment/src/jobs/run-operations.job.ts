import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bells } from '../application/bells.js';
import { RunOperations } from '../application/operations/run-operations.usecase.js';

/** Calls under way at once in this process. */
const CONCURRENCY = 64;
/** Under load calls are claimed so many at a time: a claim is a commit. */
const WORTH_A_CLAIM = 24;
/** Calls that other processes wrote, or that became due again, are found by looking that often. */
const LOOK_MS = 1_000;

/** Makes written calls as soon as they are committed: woken in process, and by looking for what nobody woke it for. */
@Injectable()
export class RunOperationsJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(RunOperationsJob.name);
  private readonly running = new Set<Promise<void>>();
  private claiming: Promise<void> | undefined;
  private rung = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;
  private endListening: (() => void) | undefined;

  constructor(
    private readonly runOperations: RunOperations,
    private readonly bells: Bells,
  ) {}

  onApplicationBootstrap(): void {
    this.endListening = this.bells.onOperations(() => this.wake());
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    this.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    this.endListening?.();
    await this.claiming;
    await Promise.all(this.running);
  }

  private async look(): Promise<void> {
    await this.runOperations
      .takeFromTheDead()
      .catch((error: unknown) => this.logger.warn({ msg: 'leases of the dead were not freed', err: error }));
    this.wake();
  }

  /** Claims for the free places; a ring during a claim makes another one follow. */
  private wake(): void {
    this.rung = true;
    if (this.stopped || this.claiming || CONCURRENCY - this.running.size < WORTH_A_CLAIM) return;
    this.claiming = this.fill()
      .catch((error: unknown) => this.logger.warn({ msg: 'calls were not claimed', err: error }))
      .finally(() => {
        this.claiming = undefined;
        if (this.rung) this.wake();
      });
  }

  private async fill(): Promise<void> {
    const free = CONCURRENCY - this.running.size;
    this.rung = false;
    const leased = await this.runOperations.claim(free);
    if (leased.length === free) this.rung = true;
    for (const operation of leased) {
      const call = this.runOperations
        .perform(operation)
        .catch((error: unknown) =>
          this.logger.warn({ msg: 'a call will be made again', operation_id: operation.id, err: error }),
        )
        .finally(() => {
          this.running.delete(call);
          if (this.rung) this.wake();
        });
      this.running.add(call);
    }
  }
}
