import { Injectable } from '@nestjs/common';
import { Recoveries } from '../ports.js';
import { Dispatcher } from '../sending/dispatcher.js';

const EVENTS_A_STEP = 500;

/** One bounded step of the recoveries that are under way: their job paces them, so that fresh events go on. */
@Injectable()
export class RunRecoveries {
  constructor(
    private readonly recoveries: Recoveries,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(): Promise<void> {
    const endpointId = await this.recoveries.step(EVENTS_A_STEP);
    if (endpointId) this.dispatcher.wake([endpointId]);
  }
}
