import type { ConsumeMessage } from 'amqplib';
import { FRAME_CONTENT_TYPE, HEADER } from './cloud-event.js';
import { FRAME_EVENTS, MESSAGE_BYTES } from './limits.js';
import { readEvent } from './read-event.js';
import type { Incoming, Unreadable } from './incoming.js';

export interface ReadFrame {
  readonly events: readonly Incoming[];
  readonly unreadable: readonly Unreadable[];
}

/** More than any ladder has: a forged header can't make a number of it that matters. */
const ATTEMPTS_SHOWN = 100;

/**
 * Takes a message apart into the events it carries, each checked against the envelope and the schema of its type.
 * What does not fit comes back with its reason and fails nothing else of the frame.
 */
export function readFrame(message: ConsumeMessage, producer: string, today: string): ReadFrame {
  const whole = frameFault(message);
  if (whole) return { events: [], unreadable: [{ ...whole, body: bodyText(message.content) }] };
  const items = parse(message.content);
  if (!Array.isArray(items)) return refuse(message, 'not-json', 'the body is not a JSON array of events');
  if (items.length === 0 || items.length > FRAME_EVENTS) {
    return refuse(message, 'frame-size', `the frame holds ${items.length} events`);
  }
  const attempt = 1 + failuresOf(message);
  const events: Incoming[] = [];
  const unreadable: Unreadable[] = [];
  for (const item of items as unknown[]) {
    const read = readEvent(item, { producer, attempt, today });
    if ('reason' in read) unreadable.push(read);
    else events.push(read);
  }
  return { events, unreadable };
}

/** How often the event has failed, as the header says: a hint, since the database keeps the count that decides. */
export function failuresOf(message: ConsumeMessage): number {
  const value: unknown = message.properties.headers?.[HEADER.attempt];
  return typeof value === 'number' && value > 0 ? Math.min(Math.floor(value), ATTEMPTS_SHOWN) : 0;
}

/** How often the broker has handed the message out in vain. */
export function deliveriesOf(message: ConsumeMessage): number {
  const value: unknown = message.properties.headers?.['x-delivery-count'];
  return typeof value === 'number' ? value : 0;
}

/** The beginning of whatever came, as text PostgreSQL can hold. */
export function bodyText(content: Buffer): string {
  return content.subarray(0, MESSAGE_BYTES).toString('utf8').replaceAll('\0', '\uFFFD');
}

function frameFault({ content, properties }: ConsumeMessage): Pick<Unreadable, 'reason' | 'detail'> | undefined {
  if (content.length > MESSAGE_BYTES) return { reason: 'oversized', detail: `${content.length} bytes` };
  const contentType: unknown = properties.contentType;
  if (contentType === FRAME_CONTENT_TYPE) return undefined;
  return { reason: 'content-type', detail: `content type ${String(contentType).slice(0, 100)}` };
}

function refuse(message: ConsumeMessage, reason: string, detail: string): ReadFrame {
  return { events: [], unreadable: [{ reason, detail, body: bodyText(message.content) }] };
}

function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return undefined;
  }
}
