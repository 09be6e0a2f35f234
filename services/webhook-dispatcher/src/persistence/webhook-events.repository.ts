import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { type MerchantEvent, type Owner, WebhookEvents } from '../application/ports.js';
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
  `with ${INCOMING}, made as (
     insert into delivery (id, event_id, endpoint_id, merchant_id, livemode, event_type)
     select ${deliveryId('i.id')}, i.id, e.id, i.merchant_id, i.livemode, i.type
     from incoming i
     join endpoint e on e.merchant_id = i.merchant_id and e.livemode = i.livemode
       and e.deleted_at is null and e.status = 'enabled'
       and e.events && array['*', split_part(i.type, '.', 1) || '.*', i.type]
     on conflict (event_id, endpoint_id) do nothing
     returning endpoint_id
   )
   select distinct endpoint_id from made`,
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

/** Events and the deliveries made of them, each batch one statement. */
@Injectable()
export class WebhookEventsRepository extends WebhookEvents {
  constructor(private readonly database: Database) {
    super();
  }

  override async record(events: readonly MerchantEvent[]): Promise<string[]> {
    const rows = await this.database.query<{ endpoint_id: string }>(RECORD, columnsOf(events));
    return rows.map(({ endpoint_id: endpointId }) => endpointId);
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

function columnsOf(events: readonly MerchantEvent[]): unknown[] {
  return [
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ merchantId }) => merchantId),
    events.map(({ livemode }) => livemode),
    events.map(({ body }) => body),
  ];
}
