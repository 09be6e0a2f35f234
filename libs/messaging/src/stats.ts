import { Injectable } from '@nestjs/common';

/** What messaging counts since the process started, by metric name. */
@Injectable()
export class MessagingStats {
  private readonly counts = new Map<string, number>();

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
