import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CloseSession } from '../application/sessions/close-session.usecase.js';
import { Ticker } from './ticker.js';

const BATCH = 200;
const EVERY_MS = 250;

/** Lets time pass: pending tries resolve, late ones succeed, refunds come back, authorizations and sessions run out. */
@Injectable()
export class SettleJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ticker: Ticker;

  constructor(sessions: CloseSession) {
    this.ticker = new Ticker('Settle', EVERY_MS, async () => (await sessions.settleDue(BATCH)) >= BATCH);
  }

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.ticker.stop();
  }
}
