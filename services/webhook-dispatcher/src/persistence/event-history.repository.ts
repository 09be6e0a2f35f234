import { Injectable } from '@nestjs/common';
import { Database, filtered, sql } from '#postgres';
import { EventHistory, type KeptEvent, type Owner } from '../application/ports.js';
import { idFloor } from './time-ordered-ids.js';

const ROWS_A_STEP = 2_000;
const LIST = filtered(
  'history.list',
  { type: 'type = ?', before: 'id < ?' },
  (where) =>
    `select id, type, body, created_at from webhook_event
     where merchant_id = $1 and livemode = $2 and ${where} order by id desc limit $3`,
);
const FIND = sql(
  'history.find',
  `select id, type, body, created_at from webhook_event where merchant_id = $1 and livemode = $2 and id = $3`,
);
const OLDER = idFloor(`now() - $1 * interval '1 day'`);
/** What still waits of an event that is about to go has nothing to send any more. */
const CANCEL = sql(
  'history.cancel',
  `update delivery set status = 'cancelled', finished_at = now() where id in (
     select id from delivery where id < ${OLDER} and status in ('pending', 'retrying') limit ${ROWS_A_STEP}
     for update skip locked)`,
);
/** Handed back to an endpoint that was deleted while they were under way. */
const CANCEL_ORPHANS = sql(
  'history.cancel-orphans',
  `update delivery set status = 'cancelled', finished_at = now() where id in (
     select d.id from endpoint e join delivery d on d.endpoint_id = e.id
     where e.deleted_at > now() - interval '1 day' and d.status in ('pending', 'retrying', 'delivering')
       and d.due_at <= now() limit ${ROWS_A_STEP} for update of d skip locked)`,
);
const purge = (name: string, table: string, key: string) =>
  sql(
    name,
    `delete from ${table} where ctid = any(array(
       select ctid from ${table} where ${key} < ${OLDER} order by ${key} limit ${ROWS_A_STEP}))`,
  );
const PURGE_EVENTS = purge('history.purge-events', 'webhook_event', 'id');
const PURGE_ATTEMPTS = purge('history.purge-attempts', 'attempt', 'delivery_id');
const PURGE_DELIVERIES = purge('history.purge-deliveries', 'delivery', 'id');

interface EventRow {
  id: string;
  type: string;
  body: string;
  created_at: Date;
}

/** Past events, and their end. */
@Injectable()
export class EventHistoryRepository extends EventHistory {
  constructor(private readonly database: Database) {
    super();
  }

  override async list(owner: Owner, type: string | undefined, before: string | undefined, limit: number) {
    const list = LIST.by([owner.merchantId, owner.livemode, limit], { type, before });
    return (await this.database.query<EventRow>(...list)).map(eventOf);
  }

  override async find(owner: Owner, id: string): Promise<KeptEvent | undefined> {
    const [row] = await this.database.query<EventRow>(FIND, [owner.merchantId, owner.livemode, id]);
    return row && eventOf(row);
  }

  override async purge(eventDays: number, attemptDays: number): Promise<boolean> {
    const cancelled = await this.database.execute(CANCEL, [eventDays]);
    const orphans = await this.database.execute(CANCEL_ORPHANS);
    if (cancelled === ROWS_A_STEP) return true;
    const removed = [
      await this.database.execute(PURGE_EVENTS, [eventDays]),
      await this.database.execute(PURGE_ATTEMPTS, [attemptDays]),
      await this.database.execute(PURGE_DELIVERIES, [attemptDays]),
    ];
    return Math.max(orphans, ...removed) === ROWS_A_STEP;
  }
}

function eventOf({ id, type, body, created_at: createdAt }: EventRow): KeptEvent {
  return { id, type, body, createdAt };
}
