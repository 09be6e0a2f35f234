import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { NoticeBoard } from '../application/ports.js';
import { NoticeCourier } from '../messaging/notice-courier.js';
import { Ticker } from './ticker.js';

const BATCH = 500;
const EVERY_MS = 250;
const PRUNE_EVERY_MS = 3_600_000;

/** Looks for events that are due again or were delayed; fresh ones do not wait for it. */
@Injectable()
export class NotifyJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly collecting: Ticker;
  private readonly pruning: Ticker;

  constructor(
    private readonly courier: NoticeCourier,
    board: NoticeBoard,
  ) {
    this.collecting = new Ticker('Notify', EVERY_MS, async () => (await courier.collect(BATCH)) >= BATCH);
    this.pruning = new Ticker('Prune', PRUNE_EVERY_MS, async () => (await board.prune()) > 0);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.courier.takeOver();
    this.collecting.start();
    this.pruning.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.collecting.stop(), this.pruning.stop()]);
    await this.courier.stop();
  }
}
