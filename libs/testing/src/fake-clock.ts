import { Clock } from '#kernel';

/** A clock that stands still until it is told to move. */
export class FakeClock extends Clock {
  private time: Date;

  constructor(start: Date | string = '2026-11-21T10:30:00.000Z') {
    super();
    this.time = new Date(start);
  }

  override now(): Date {
    return new Date(this.time);
  }

  advance(ms: number): void {
    this.time = new Date(this.time.getTime() + ms);
  }

  set(time: Date | string): void {
    this.time = new Date(time);
  }
}
