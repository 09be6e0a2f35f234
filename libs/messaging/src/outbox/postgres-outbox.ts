import { Injectable } from '@nestjs/common';
import { EVENTS } from '#contracts';
import { newId } from '#kernel';
import { Database, sql } from '#postgres';
import { EVENT_BYTES } from '../envelope/limits.js';
import { schemaFault } from '../envelope/schema-check.js';
import { failpoint } from '../failpoints.js';
import { messageContext } from '../message-context.js';
import { type NewEvent, Outbox } from './outbox.js';
import { OutboxSignal } from './outbox-signal.js';

const append = sql(
  'outbox.append',
  `insert into outbox (event_id, aggregate_type, aggregate_id, aggregate_version, type, schema_version, headers, payload,
     consumers)
   select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::smallint[], $7::text[], $8::text[],
     $9::text[])`,
);

/** The outbox as a table: one statement for all events of a call. */
@Injectable()
export class PostgresOutbox extends Outbox {
  constructor(
    private readonly database: Database,
    private readonly signal: OutboxSignal,
  ) {
    super();
  }

  override async append(events: readonly NewEvent[]): Promise<void> {
    if (!this.database.inTransaction()) throw new Error('events are appended inside a transaction');
    if (events.length === 0) return;
    await this.database.write(append, [
      events.map((event) => event.eventId ?? newId()),
      events.map(({ type }) => EVENTS[type].aggregate),
      events.map(({ aggregateId }) => aggregateId),
      events.map(({ aggregateVersion }) => aggregateVersion),
      events.map(({ type }) => type),
      events.map(({ type }) => EVENTS[type].version),
      events.map(headersOf),
      events.map(payloadOf),
      events.map(({ type }) => EVENTS[type].consumers.join(' ')),
    ]);
    this.database.afterCommit(() => {
      failpoint('outbox.committed');
      this.signal.raise();
    });
  }
}

/** The envelope's optional attributes, as the relay puts them on the wire. */
function headersOf({ occurredAt }: NewEvent): string {
  const context = messageContext.getStore();
  return JSON.stringify({
    time: (occurredAt ?? new Date()).toISOString(),
    ...(context?.correlationId ? { correlationid: context.correlationId } : {}),
    ...(context?.traceparent ? { traceparent: context.traceparent } : {}),
  });
}

function payloadOf({ type, data }: NewEvent): string {
  const fault = schemaFault(type, data);
  if (fault) throw new TypeError(`${type}: ${fault}`);
  const payload = JSON.stringify(data);
  if (Buffer.byteLength(payload) > EVENT_BYTES) throw new RangeError(`${type}: larger than ${EVENT_BYTES} bytes`);
  return payload;
}
