/**
 * One event as it travels: a CloudEvents 1.0 structured event (`application/cloudevents-batch+json` holds several).
 * `subject` is the aggregate's id, `aggregateversion` its version, `dataversion` that of the body's schema.
 */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly dataversion: number;
  readonly aggregateversion: number;
  readonly correlationid?: string;
  readonly traceparent?: string;
  readonly data: unknown;
}

export const FRAME_CONTENT_TYPE = 'application/cloudevents-batch+json';

/** Names of the AMQP headers we set; everything else that comes is ignored. */
export const HEADER = {
  attempt: 'x-attempt',
  reason: 'x-reason',
  detail: 'x-detail',
  redriven: 'x-redriven',
} as const;
