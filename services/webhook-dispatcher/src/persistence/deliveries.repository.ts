import { Injectable } from '@nestjs/common';
import { Database, filtered, sql } from '#postgres';
import { type Attempt, Deliveries, type Delivery, type DeliveryFilter, type Owner } from '../application/ports.js';
import type { DeliveryStatus } from '../domain/delivery.js';

const COLUMNS = 'id, event_id, event_type, endpoint_id, status, attempts, due_at, created_at, finished_at';
const LIST = filtered(
  'delivery.list',
  { endpointId: 'endpoint_id = ?', eventType: 'event_type = ?', status: 'status = ?', before: 'id < ?' },
  (where) =>
    `select ${COLUMNS} from delivery where merchant_id = $1 and livemode = $2 and ${where} order by id desc limit $3`,
);
const FIND = sql(
  'delivery.find',
  `select ${COLUMNS} from delivery where merchant_id = $1 and livemode = $2 and id = $3`,
);
const ATTEMPTS = sql(
  'delivery.attempts',
  `select number, started_at, finished_at, status_code, error, duration_ms, response
   from attempt where delivery_id = $1 order by number`,
);
const RESEND = sql(
  'delivery.resend',
  `update delivery d set due_at = now(), finished_at = null,
     status = case when d.status = 'exhausted' then 'pending' else d.status end,
     uncounted = case when d.status = 'exhausted' then d.attempts else d.uncounted end
   where d.merchant_id = $1 and d.livemode = $2 and d.id = $3 and d.status = any($4)
     and exists (select from webhook_event w where w.id = d.event_id)`,
);

interface DeliveryRow {
  id: string;
  event_id: string;
  event_type: string;
  endpoint_id: string;
  status: DeliveryStatus;
  attempts: number;
  due_at: Date;
  created_at: Date;
  finished_at: Date | null;
}

interface AttemptRow {
  number: number;
  started_at: Date;
  finished_at: Date | null;
  status_code: number | null;
  error: string | null;
  duration_ms: number | null;
  response: string | null;
}

/** Deliveries as their merchants see them. */
@Injectable()
export class DeliveriesRepository extends Deliveries {
  constructor(private readonly database: Database) {
    super();
  }

  override async list(owner: Owner, filter: DeliveryFilter, before: string | undefined, limit: number) {
    const { endpointId, eventType, status } = filter;
    const list = LIST.by([owner.merchantId, owner.livemode, limit], { endpointId, eventType, status, before });
    return (await this.database.query<DeliveryRow>(...list)).map(deliveryOf);
  }

  override async find(owner: Owner, id: string): Promise<Delivery | undefined> {
    const [row] = await this.database.query<DeliveryRow>(FIND, [owner.merchantId, owner.livemode, id]);
    return row && deliveryOf(row);
  }

  override async attempts(deliveryId: string): Promise<Attempt[]> {
    return (await this.database.query<AttemptRow>(ATTEMPTS, [deliveryId])).map((row) => ({
      number: row.number,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      statusCode: row.status_code,
      error: row.error,
      durationMs: row.duration_ms,
      response: row.response,
    }));
  }

  override async resend(owner: Owner, id: string, from: readonly DeliveryStatus[]): Promise<boolean> {
    return (await this.database.execute(RESEND, [owner.merchantId, owner.livemode, id, from])) === 1;
  }
}

function deliveryOf(row: DeliveryRow): Delivery {
  const waits = row.status === 'pending' || row.status === 'retrying';
  return {
    id: row.id,
    eventId: row.event_id,
    eventType: row.event_type,
    endpointId: row.endpoint_id,
    status: row.status,
    attempts: row.attempts,
    nextAttemptAt: waits ? row.due_at : null,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
