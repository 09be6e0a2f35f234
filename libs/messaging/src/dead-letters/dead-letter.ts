/** An event (or a message that was none) that this service could not take in, kept in its own database. */
export interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  /** Null when the message was not a readable event. */
  readonly eventId: string | null;
  readonly type: string | null;
  readonly source: string | null;
  /** Why, in a word an alarm can be grouped by. */
  readonly reason: string;
  readonly detail: string;
  readonly attempts: number;
  /** The event as JSON, or the beginning of whatever came. */
  readonly body: string;
  readonly deadAt: Date;
  readonly replayedAt: Date | null;
  readonly replays: number;
}

export interface DeadLetterPage {
  readonly items: readonly DeadLetter[];
  /** Give it back as `cursor` for the next page; null on the last. */
  readonly nextCursor: string | null;
}
