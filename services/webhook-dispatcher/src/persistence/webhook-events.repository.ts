import { Injectable } from '@nestjs/common';
import { Database, LeaseHolder, sql } from '#postgres';
import {
  type LeasedDelivery,
  type MerchantEvent,
  type Owner,
  type Recorded,
  type Room,
  SendingPolicy,
  WebhookEvents,
} from '../application/ports.js';
import { OPEN_ENDPOINT } from './due-deliveries.statements.js';
import { EACH_BY_INDEX } from './plan-hints.js';
import { deliveryId, idFloor } from './time-ordered-ids.js';

const INCOMING = `incoming as (
     select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::boolean[], $5::text[])
       as t (id, type, merchant_id, livemode, body) ${EACH_BY_INDEX}
   ), stored as (
     insert into webhook_event (id, type, merchant_id, livemode, body)
     select id, type, merchant_id, livemode, body from incoming
     on conflict (id) do nothing
   )`;
const RECORD = sql(
  'webhook-event.record',
  `with ${INCOMING}, wanted as (
     select i.id, i.type, i.merchant_id, i.livemode, e.id as endpoint_id, ${OPEN_ENDPOINT} and e.openings = 0
       and row_number() over (partition by e.id order by i.id) <= coalesce(r.room, 0) as leased
     from incoming i
     join endpoint e on e.merchant_id = i.merchant_id and e.livemode = i.livemode
       and e.deleted_at is null and e.status = 'enabled'
       and e.events && array['*', split_part(i.type, '.', 1) || '.*', i.type]
     left join unnest($6::uuid[], $7::integer[]) as r (endpoint_id, room) on r.endpoint_id = e.id
   ), made as (
     insert into delivery (id, event_id, endpoint_id, merchant_id, livemode, event_type, status, attempts, due_at,
       lease_holder)
     select ${deliveryId('id')}, id, endpoint_id, merchant_id, livemode, type,
       case when leased then 'delivering' else 'pending' end, leased::integer,
       case when leased then statement_timestamp() + $8 * interval '1 millisecond' else now() end,
       case when leased then $9::integer end
     from wanted
     on conflict (event_id, endpoint_id) do nothing
     returning id, event_id, endpoint_id, attempts
   ), logged as (
     insert into attempt (delivery_id, number, started_at)
     select id, attempts, statement_timestamp() from made where attempts = 1
   )
   select made.id, made.event_id, made.endpoint_id, made.attempts = 1 as leased, e.version
   from made join endpoint e on e.id = made.endpoint_id`,
);
const RECORD_FOR = sql(
  'webhook-event.record-for',
  `with ${INCOMING}
   insert into delivery (id, event_id, endpoint_id, merchant_id, livemode, event_type)
   select ${deliveryId('i.id')}, i.id, $6::uuid, i.merchant_id, i.livemode, i.type from incoming i
   returning id`,
);
const COUNT_RECENT = sql(
  'webhook-event.count-recent',
  `select count(*) as count from webhook_event
   where merchant_id = $1 and livemode = $2 and type = $3 and id >= ${idFloor(`now() - $4 * interval '1 second'`)}`,
);

interface MadeRow {
  id: string;
  event_id: string;
  endpoint_id: string;
  leased: boolean;
  version: number;
}

/** Events and the deliveries made of them, each batch one statement. */
@Injectable()
export class WebhookEventsRepository extends WebhookEvents {
  constructor(
    private readonly database: Database,
    private readonly policy: SendingPolicy,
    private readonly holder: LeaseHolder,
  ) {
    super();
  }

  override async record(events: readonly MerchantEvent[], rooms: readonly Room[]): Promise<Recorded> {
    const ids = rooms.map(({ endpointId }) => endpointId);
    const counts = rooms.map(({ room }) => room);
    const values = [...columnsOf(events), ids, counts, this.policy.leaseMs, this.holder.id];
    const made = await this.database.query<MadeRow>(RECORD, values);
    const byId = new Map(events.map((event) => [event.id, event]));
    return {
      leased: made.filter(({ leased }) => leased).map((row) => firstLease(row, byId.get(row.event_id))),
      due: [...new Set(made.filter(({ leased }) => !leased).map(({ endpoint_id: endpointId }) => endpointId))],
    };
  }

  override async recordFor(endpointId: string, event: MerchantEvent): Promise<{ deliveryId: string }> {
    const [row] = await this.database.query<{ id: string }>(RECORD_FOR, [...columnsOf([event]), endpointId]);
    if (!row) throw new Error('no delivery was made');
    return { deliveryId: row.id };
  }

  override async countRecent({ merchantId, livemode }: Owner, type: string, seconds: number): Promise<number> {
    const values = [merchantId, livemode, type, seconds];
    const [row] = await this.database.query<{ count: number }>(COUNT_RECENT, values);
    return row?.count ?? 0;
  }
}

function firstLease(row: MadeRow, event: MerchantEvent | undefined): LeasedDelivery {
  if (!event) throw new RangeError(`a delivery was made of ${row.event_id}, which was not given`);
  const { type: eventType, merchantId, livemode, body } = event;
  return {
    ...{ id: row.id, eventId: event.id, eventType, merchantId, livemode, body },
    ...{ endpointId: row.endpoint_id, endpointVersion: row.version, openings: 0, attempt: 1, tries: 1 },
  };
}

function columnsOf(events: readonly MerchantEvent[]): unknown[] {
  return [
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ merchantId }) => merchantId),
    events.map(({ livemode }) => livemode),
    events.map(({ body }) => body),
  ];
}
