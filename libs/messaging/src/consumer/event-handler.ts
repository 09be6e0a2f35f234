import type { EventType } from '#contracts';
import type { HandlerExtras } from './handler-extras.js';
import type { ReceivedEvent } from './received-event.js';

const DEFAULT_MAX = 50;
const DEFAULT_LINGER_MS = 2;

/** A service's handler of one event type. */
export interface EventHandler {
  readonly type: EventType;
  readonly max: number;
  readonly lingerMs: number;
  readonly duplicates: 'skip' | 'deliver';
  call(events: readonly ReceivedEvent[]): Promise<unknown>;
}

export function eventHandler(type: EventType, extras: HandlerExtras, call: EventHandler['call']): EventHandler {
  return {
    type,
    max: extras.batch?.max ?? DEFAULT_MAX,
    lingerMs: extras.batch?.lingerMs ?? DEFAULT_LINGER_MS,
    duplicates: extras.duplicates ?? 'skip',
    call,
  };
}
