import type { DeadLetter, DeadLetterPage } from './dead-letter.js';

/** The dead letters of this service: looked at and driven again by an admin or from the command line. */
export abstract class DeadLetters {
  /** Newest first; `open` leaves out those that were replayed. */
  abstract list(query?: { cursor?: string; limit?: number; open?: boolean }): Promise<DeadLetterPage>;

  abstract get(id: string): Promise<DeadLetter | undefined>;

  /** Sends the event to its consumer queue again; false when there is no such dead letter or it was not an event. */
  abstract replay(id: string): Promise<boolean>;

  /** How many wait for someone to look at them. */
  abstract countOpen(): Promise<number>;
}
