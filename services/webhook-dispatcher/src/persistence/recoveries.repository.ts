import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { Recoveries } from '../application/ports.js';
import { deliveryId, idFloor } from './time-ordered-ids.js';

const REQUEST = sql(
  'recovery.request',
  `insert into recovery (id, endpoint_id, since)
   select $1, $2, $3::timestamptz
   where not exists (
     select from recovery where endpoint_id = $2
       and (finished_at is null or finished_at > now() - $4 * interval '1 second'))
   on conflict (endpoint_id) where finished_at is null do nothing
   returning id`,
);
/**
 * The next events in order of time, up to when the recovery was asked for: what has no delivery gets one, what was
 * exhausted begins a new round. The cursor moves in the same statement, so a crash repeats or skips nothing.
 */
const STEP = sql(
  'recovery.step',
  `with task as materialized (
     select r.id, r.endpoint_id, e.merchant_id, e.livemode, e.events,
       coalesce(r.cursor_id, ${idFloor('r.since')}) as after, ${idFloor('r.created_at')} as until
     from recovery r join endpoint e on e.id = r.endpoint_id
     where r.finished_at is null and e.deleted_at is null and e.status = 'enabled'
     order by r.cursor_id nulls first limit 1 for update of r skip locked
   ), page as materialized (
     select w.id, w.type, w.type like 'webhook.%'
         or not t.events && array['*', split_part(w.type, '.', 1) || '.*', w.type] as unwanted
     from task t cross join lateral (
       select id, type from webhook_event
       where merchant_id = t.merchant_id and livemode = t.livemode and id > t.after and id < t.until
       order by id limit $1
     ) w
   ), made as (
     insert into delivery (id, event_id, endpoint_id, merchant_id, livemode, event_type)
     select ${deliveryId('p.id')}, p.id, t.endpoint_id, t.merchant_id, t.livemode, p.type
     from page p cross join task t where not p.unwanted
     on conflict (event_id, endpoint_id) do nothing
     returning 1
   ), again as (
     update delivery d set status = 'pending', due_at = now(), finished_at = null, uncounted = d.attempts
     from page p, task t where d.event_id = p.id and d.endpoint_id = t.endpoint_id and d.status = 'exhausted'
     returning 1
   )
   update recovery r set
     cursor_id = coalesce((select id from page order by id desc limit 1), r.cursor_id),
     recovered = r.recovered + (select count(*) from made) + (select count(*) from again),
     finished_at = case when (select count(*) from page) < $1 then now() end
   from task t where r.id = t.id
   returning r.endpoint_id`,
);

/** Recoveries as rows that remember how far they came. */
@Injectable()
export class RecoveriesRepository extends Recoveries {
  constructor(private readonly database: Database) {
    super();
  }

  override async request(id: string, endpointId: string, since: Date, pauseSeconds: number): Promise<string | null> {
    const [row] = await this.database.query<{ id: string }>(REQUEST, [id, endpointId, since, pauseSeconds]);
    return row?.id ?? null;
  }

  override async step(limit: number): Promise<string | undefined> {
    const [row] = await this.database.query<{ endpoint_id: string }>(STEP, [limit]);
    return row?.endpoint_id;
  }
}
