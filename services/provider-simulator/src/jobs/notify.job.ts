import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { NoticeCourier } from '../messaging/notice-courier.js';

const BATCH = 500;
const EVERY_MS = 250;

/** Looks for events that are due again or were delayed; fresh ones do not wait for it. */
@Injectable()
export class NotifyJob extends RepeatingJob {
  constructor(private readonly courier: NoticeCourier) {
    super({ everyMs: EVERY_MS, atOnce: true });
  }

  override async onApplicationBootstrap(): Promise<void> {
    await this.courier.takeOver();
    await super.onApplicationBootstrap();
  }

  override async onModuleDestroy(): Promise<void> {
    await super.onModuleDestroy();
    await this.courier.stop();
  }

  override async run(): Promise<boolean> {
    return (await this.courier.collect(BATCH)) >= BATCH;
  }
}
