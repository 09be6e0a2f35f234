import { Injectable } from '@nestjs/common';
import { FactDoor } from '../fact-door.js';
import { type EventRecord, ProviderEvents } from '../ports.js';

/** Applies provider events that came before we knew their payment by the provider's name (F23). */
@Injectable()
export class MatchEvents {
  constructor(
    private readonly events: ProviderEvents,
    private readonly door: FactDoor,
  ) {}

  /** How many found their payment. */
  async execute(limit: number): Promise<number> {
    const matchable = await this.events.matchable(limit);
    await Promise.all(matchable.map((event) => this.door.report(reportOf(event))));
    return matchable.length;
  }
}

function reportOf({ livemode, facts, ...event }: EventRecord) {
  return { event, facts, ...(livemode === null ? {} : { livemode }) };
}
