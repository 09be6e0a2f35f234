import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from './api-error.js';

/** Waits out what passes by itself, and says so once each time it begins and ends. Only for what may be asked twice. */
export class Patience {
  private waiting = false;

  constructor(
    /** When it ends, in ms since 1970. */
    private readonly until: number,
    private readonly say: (line: string) => void,
    private readonly pause: (ms: number) => Promise<unknown> = sleep,
  ) {}

  /** Asks until the answer is one to stay; rejects with the last ApiError when the time is over. */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        const answer = await question();
        this.answered();
        return answer;
      } catch (error) {
        await this.pause(this.unanswered(error));
      }
    }
  }

  private answered(): void {
    if (this.waiting) this.say('  It answers again.');
    this.waiting = false;
  }

  /** How long to wait; throws what is not worth it. */
  private unanswered(error: unknown): number {
    const againInMs = error instanceof ApiError ? error.againInMs : undefined;
    if (againInMs === undefined || Date.now() + againInMs > this.until) throw error;
    const end = new Date(this.until).toISOString().slice(11, 19);
    if (!this.waiting) this.say(`  Waiting, until ${end} UTC at most: ${(error as ApiError).reason}`);
    this.waiting = true;
    return againInMs;
  }
}
