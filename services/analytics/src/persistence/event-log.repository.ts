import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { EventLog } from '../application/ports.js';
import type { LoggedEvent } from '../domain/logged-event.js';
import { COUNTING_LOCK } from './counting-lock.js';

const APPEND = sql(
  'analytics.append-events',
  `with turn as materialized (select ${COUNTING_LOCK})
   insert into event_log (event_id, type, aggregate_id, aggregate_version, payment_id, order_id, merchant_id, livemode,
     occurred_at, amount_minor, currency, data)
   select event.* from turn, unnest($1::uuid[], $2::text[], $3::uuid[], $4::integer[], $5::uuid[], $6::uuid[],
     $7::uuid[], $8::boolean[], $9::timestamptz[], $10::bigint[], $11::text[], $12::jsonb[]) as event
   on conflict (event_id) do nothing
   returning event_id`,
);
const TIMELINE = sql(
  'analytics.timeline',
  `with own as (select * from event_log where payment_id = $1)
   select * from own
   union all
   select * from event_log
   where payment_id is null and order_id in (select order_id from own where order_id is not null)
   order by occurred_at, event_id`,
);

interface EventRow {
  readonly event_id: string;
  readonly type: string;
  readonly aggregate_id: string;
  readonly aggregate_version: number;
  readonly payment_id: string | null;
  readonly order_id: string | null;
  readonly merchant_id: string | null;
  readonly livemode: boolean | null;
  readonly occurred_at: Date;
  readonly amount_minor: number | null;
  readonly currency: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

@Injectable()
export class PostgresEventLog extends EventLog {
  constructor(private readonly database: Database) {
    super();
  }

  override async append(events: readonly LoggedEvent[]): Promise<LoggedEvent[]> {
    const column = <T>(pick: (event: LoggedEvent) => T) => events.map(pick);
    const rows = await this.database.query<{ event_id: string }>(APPEND, [
      column(({ id }) => id),
      column(({ type }) => type),
      column(({ aggregateId }) => aggregateId),
      column(({ aggregateVersion }) => aggregateVersion),
      column(({ paymentId }) => paymentId),
      column(({ orderId }) => orderId),
      column(({ merchantId }) => merchantId),
      column(({ livemode }) => livemode),
      column(({ occurredAt }) => occurredAt),
      column(({ amountMinor }) => amountMinor),
      column(({ currency }) => currency),
      column(({ data }) => JSON.stringify(data)),
    ]);
    const written = new Set(rows.map(({ event_id: id }) => id));
    // The same event twice in one batch is new once.
    return events.filter(({ id }) => written.delete(id));
  }

  override async timelineOf(paymentId: string): Promise<LoggedEvent[]> {
    return (await this.database.query<EventRow>(TIMELINE, [paymentId])).map(eventOf);
  }
}

function eventOf(row: EventRow): LoggedEvent {
  return {
    id: row.event_id,
    type: row.type,
    aggregateId: row.aggregate_id,
    aggregateVersion: row.aggregate_version,
    paymentId: row.payment_id,
    orderId: row.order_id,
    merchantId: row.merchant_id,
    livemode: row.livemode,
    occurredAt: row.occurred_at,
    amountMinor: row.amount_minor,
    currency: row.currency,
    data: row.data,
  };
}
