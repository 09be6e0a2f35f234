import { Injectable } from '@nestjs/common';
import type { ReceivedEvent } from '#messaging';
import { adminNewsOf, merchantNewsOf } from '../domain/directory.js';
import type { LoggedEvent } from '../domain/logged-event.js';
import { condensed } from '../domain/metric.js';
import { occurrencesOf } from '../domain/occurrence.js';
import { deltasOf, outcomesOf } from '../domain/outcome.js';
import { loggedEventOf } from './logged-event-of.js';
import { Counters, Directory, EventLog, Outcomes } from './ports.js';

/**
 * Writes a batch of events down and folds the new ones into the sums, in the transaction of the batch: three statements
 * however many events there are.
 */
@Injectable()
export class RecordEvents {
  constructor(
    private readonly log: EventLog,
    private readonly outcomes: Outcomes,
    private readonly counters: Counters,
    private readonly directory: Directory,
  ) {}

  async execute(events: readonly ReceivedEvent[]): Promise<void> {
    const fresh = await this.log.append(events.map(loggedEventOf));
    const heard = outcomesOf(fresh);
    const changes = heard.length > 0 ? await this.outcomes.merge(heard) : [];
    const deltas = condensed([...occurrencesOf(fresh), ...changes.flatMap(deltasOf)]);
    if (deltas.length > 0) await this.counters.add(deltas);
    await this.hear(fresh);
  }

  private async hear(fresh: readonly LoggedEvent[]): Promise<void> {
    const merchants = fresh.flatMap((event) => merchantNewsOf(event) ?? []);
    const admins = fresh.flatMap((event) => adminNewsOf(event) ?? []);
    if (merchants.length + admins.length > 0) await this.directory.hear(merchants, admins);
  }
}
