import { type TSchema, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { EVENTS, type EventData, type EventType, isEventType } from '#contracts';
import { dayOf, isUuid } from '#kernel';
import type { ReceivedEvent } from '../consumer/received-event.js';
import type { CloudEvent } from './cloud-event.js';
import type { Incoming, Unreadable } from './incoming.js';
import { INBOX_DAYS } from './limits.js';
import { schemaFault } from './schema-check.js';

const short = (maxLength: number): TSchema => Type.String({ minLength: 1, maxLength });

const envelope = TypeCompiler.Compile(
  Type.Object({
    specversion: Type.Literal('1.0'),
    id: short(36),
    source: short(50),
    type: short(100),
    subject: short(100),
    time: short(40),
    dataversion: Type.Integer({ minimum: 1 }),
    aggregateversion: Type.Integer({ minimum: 0 }),
    correlationid: Type.Optional(Type.String({ maxLength: 200 })),
    traceparent: Type.Optional(Type.String({ maxLength: 100 })),
    data: Type.Unknown(),
  }),
);

export interface ReadingContext {
  /** Whose queue it came from. */
  readonly producer: string;
  readonly attempt: number;
  /** UTC day, `YYYY-MM-DD`. */
  readonly today: string;
}

/** One event out of a frame, or why it can't be taken in. */
export function readEvent(item: unknown, context: ReadingContext): Incoming | Unreadable {
  if (!envelope.Check(item)) return unreadable(item, 'envelope', 'the CloudEvents envelope is not complete');
  const event = item as CloudEvent;
  const { type } = event;
  if (!isEventType(type)) return unreadable(event, 'unknown-type', `nobody knows ${type}`);
  const fault = originFault(event, type, context) ?? ageFault(event, context.today);
  if (fault) return unreadable(event, ...fault);
  const wrong = schemaFault(type, event.data);
  if (wrong) return unreadable(event, 'schema', wrong);
  return incoming(event, type, context.attempt);
}

type Fault = [reason: string, detail: string];

function originFault(event: CloudEvent, type: EventType, { producer }: ReadingContext): Fault | undefined {
  const definition = EVENTS[type];
  if (event.source !== producer || definition.producer !== producer) {
    return ['wrong-source', `${type} does not come from ${event.source}`];
  }
  // One ahead is a producer deployed first: a version only adds fields. More is not from this system.
  if (event.dataversion > definition.version + 1) return ['wrong-version', `version ${event.dataversion}`];
  if (Number.isNaN(Date.parse(event.time))) return ['envelope', 'time is not a time'];
  return undefined;
}

/** Beyond what the inbox remembers a duplicate could not be told from news. */
function ageFault({ id }: CloudEvent, today: string): Fault | undefined {
  if (!isUuid(id) || id[14] !== '7') return ['envelope', 'the id is not a UUID v7'];
  const ageDays = (Date.parse(today) - Date.parse(dayOf(id))) / 86_400_000;
  if (ageDays > INBOX_DAYS) return ['too-old', `${ageDays} days old`];
  if (ageDays < -1) return ['from-the-future', `made on ${dayOf(id)}`];
  return undefined;
}

function incoming(event: CloudEvent, type: EventType, attempt: number): Incoming {
  const { correlationid: correlationId, traceparent } = event;
  return {
    event: {
      id: event.id,
      type,
      aggregateId: event.subject,
      aggregateVersion: event.aggregateversion,
      occurredAt: new Date(event.time),
      data: event.data as EventData<EventType>,
      duplicate: false,
      attempt,
      ...(correlationId ? { correlationId } : {}),
    } as ReceivedEvent,
    day: dayOf(event.id),
    source: event.source,
    raw: event,
    ...(traceparent ? { traceparent } : {}),
  };
}

function unreadable(item: unknown, reason: string, detail: string): Unreadable {
  const { id, type, source } = (item ?? {}) as Record<string, unknown>;
  return {
    reason,
    detail,
    body: (JSON.stringify(item) ?? '').replaceAll('\0', '\uFFFD'),
    ...(isUuid(id) ? { eventId: id } : {}),
    ...(typeof type === 'string' ? { type: type.slice(0, 100) } : {}),
    ...(typeof source === 'string' ? { source: source.slice(0, 50) } : {}),
  };
}
