import { Injectable } from '@nestjs/common';

/** There from the start, so that a rate of one can be watched before anything was counted. */
const COUNTERS = [
  'outbox_published_total',
  'outbox_frames_total',
  'inbox_events_total',
  'inbox_duplicates_total',
  'inbox_retried_total',
  'inbox_dead_total',
];

/** What messaging counts since the process started, by metric name. */
@Injectable()
export class MessagingStats {
  private readonly counts = new Map<string, number>(COUNTERS.map((name) => [name, 0]));

  add(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  set(name: string, value: number): void {
    this.counts.set(name, value);
  }

  numbers(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }
}
