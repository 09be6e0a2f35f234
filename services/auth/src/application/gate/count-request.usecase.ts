import { Injectable } from '@nestjs/common';
import { type CountLimit, RateCounters } from '../gate.ports.js';

/** Counts a request at an authentication route, exactly over all gateways. */
@Injectable()
export class CountRequest {
  constructor(private readonly counters: RateCounters) {}

  /** 0, or the seconds to wait. */
  execute(name: string, limit: CountLimit): Promise<number> {
    return this.counters.take(name, limit);
  }
}
