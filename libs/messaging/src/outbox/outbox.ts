import type { EventData, EventType } from '#contracts';

interface EventToTell<T extends EventType> {
  readonly type: T;
  /** UUID of what the event is about; events of one aggregate are published in the order they were appended. */
  readonly aggregateId: string;
  /** The aggregate's version after the change. */
  readonly aggregateVersion: number;
  readonly data: EventData<T>;
  /** UUID v7. Given only to tell a stored answer again; a fresh one is made otherwise. */
  readonly eventId?: string;
  readonly occurredAt?: Date;
}

/** An event to be told, as a use case writes it: of type `T`, or of one of several types when `T` is a union. */
export type NewEvent<T extends EventType = EventType> = { [type in T]: EventToTell<type> }[T];

/**
 * Where a use case puts the events of its transaction. They become part of the ambient transaction, are published
 * after its commit, at least once, and are delayed, never lost, while the broker is away. Throws outside a
 * transaction.
 */
export abstract class Outbox {
  abstract append(events: readonly NewEvent[]): Promise<void>;
}
