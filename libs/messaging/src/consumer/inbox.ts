import { Database, sql } from '#postgres';
import type { Incoming } from '../envelope/incoming.js';

/** In the order of the ids, so that two consumers with the same events wait for each other instead of locking up. */
const remember = sql(
  'inbox.remember',
  `insert into inbox (event_day, consumer, event_id)
   select day, $1, id from unnest($2::date[], $3::uuid[]) as event (day, id) order by id
   on conflict do nothing returning event_id`,
);

/**
 * Remembers in the ambient transaction that `consumer` commits these events, and gives them back in their order,
 * those it has committed before marked as duplicates.
 */
export async function rememberEvents(
  database: Database,
  consumer: string,
  events: readonly Incoming[],
): Promise<Incoming[]> {
  const days = events.map(({ day }) => day);
  const ids = events.map(({ event }) => event.id);
  const rows = await database.query<{ event_id: string }>(remember, [consumer, days, ids]);
  const fresh = new Set(rows.map(({ event_id }) => event_id));
  return events.map((item) =>
    fresh.delete(item.event.id) ? item : { ...item, event: { ...item.event, duplicate: true } },
  );
}
