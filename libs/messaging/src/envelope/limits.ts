/** Most events in one message. The broker's cost is per message (65 to 90 µs of CPU a queue). */
export const FRAME_EVENTS = 64;
/** Most bytes of one event's body; larger ones are refused when appended and dead-lettered when they come. */
export const EVENT_BYTES = 256 * 1024;
/** A frame is closed before it grows beyond this. */
export const FRAME_BYTES = 256 * 1024;
/** Most bytes of a message that is read at all: one event of the largest size with its envelope, doubled. */
export const MESSAGE_BYTES = 2 * EVENT_BYTES;

/** Days a consumer remembers which events it has committed: two more than the outbox keeps them (R19). */
export const INBOX_DAYS = 9;
/** Days an event can be published again. */
export const OUTBOX_DAYS = 7;
