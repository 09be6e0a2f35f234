import type { EventType } from '#contracts';
import type { ReceivedEvent } from '../consumer/received-event.js';

/** A readable event on its way to its handler. */
export interface Incoming {
  readonly event: ReceivedEvent<EventType>;
  /** UTC day of its id. */
  readonly day: string;
  readonly source: string;
  readonly traceparent?: string;
  /** As it came, to be sent on over the retry ladder or to the dead letters. */
  readonly raw: unknown;
}

/** Something that is not an event we can take in. */
export interface Unreadable {
  readonly reason: string;
  readonly detail: string;
  readonly body: string;
  readonly eventId?: string;
  readonly type?: string;
  readonly source?: string;
}
