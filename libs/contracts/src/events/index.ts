import type { Static } from '@sinclair/typebox';
import type { ServiceName } from '../services.js';
import { actEvents } from './act.events.js';
import { bookingEvents } from './booking.events.js';
import type { EventDefinition } from './define.js';
import { merchantEvents } from './merchant.events.js';
import { paymentEvents } from './payment.events.js';
import { webhookEvents } from './webhook.events.js';

const all = [...merchantEvents, ...paymentEvents, ...bookingEvents, ...webhookEvents, ...actEvents] as const;

type Definition = (typeof all)[number];

/** The name of any event of the platform, such as `payment.authorized`. */
export type EventType = Definition['type'];

/** The body of an event, by its name. */
export type EventData<T extends EventType> = Static<Extract<Definition, { type: T }>['schema']>;

/** Every event, by name. */
export const EVENTS: Readonly<Record<EventType, EventDefinition<EventType>>> = Object.fromEntries(
  all.map((definition) => [definition.type, definition]),
) as unknown as Record<EventType, EventDefinition<EventType>>;

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENTS, type);
}

export function eventsProducedBy(service: ServiceName): EventDefinition<EventType>[] {
  return Object.values(EVENTS).filter(({ producer }) => producer === service);
}

export function eventsConsumedBy(service: ServiceName): EventDefinition<EventType>[] {
  return Object.values(EVENTS).filter(({ consumers }) => consumers.includes(service));
}

export type { EventDefinition } from './define.js';
