import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { SharedLimits } from '../application/ports.js';

const EVERY_MS = 1_000;

/** Tells the other gateways what was let in, and hears it of them; while that fails each goes by its own. */
@Injectable()
export class ReconcileLimitsJob extends RepeatingJob {
  constructor(private readonly limits: SharedLimits) {
    super({ everyMs: EVERY_MS });
  }

  override async run(): Promise<boolean> {
    await this.limits.reconcile();
    return false;
  }
}
