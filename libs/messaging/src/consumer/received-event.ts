import type { EventData, EventType } from '#contracts';

interface EventReceived<T extends EventType> {
  /** UUID v7. */
  readonly id: string;
  readonly type: T;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  readonly occurredAt: Date;
  readonly data: EventData<T>;
  /** True when this consumer has committed the event before; only handlers with `duplicates: 'deliver'` meet it. */
  readonly duplicate: boolean;
  /** 1 on the first delivery, one more each time it came back over the retry ladder. */
  readonly attempt: number;
  readonly correlationId?: string;
}

/** An event as a consumer's handler gets it: its body has been checked against the schema of its type. */
export type ReceivedEvent<T extends EventType = EventType> = { [type in T]: EventReceived<type> }[T];
