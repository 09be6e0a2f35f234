import { eventsConsumedBy } from '#contracts';
import type { ServiceName } from '../../deploy/local/src/platform/services.js';
import type { Watched } from './checks/all-checks.js';
import type { Fire } from './fire.js';
import type { Say } from './scene.js';

/** Asked for: two minutes. A run waits longer to say how long it was. */
export const DRAIN_TARGET_MS = 120_000;
const GIVE_UP_MS = 900_000;
const EVERY_MS = 1_000;
const ROUTES: readonly [producer: ServiceName, consumer: ServiceName][] = [
  ['payment', 'booking'],
  ['payment', 'webhook-dispatcher'],
  ['payment', 'analytics'],
  ['booking', 'payment'],
  ['booking', 'webhook-dispatcher'],
  ['booking', 'analytics'],
];

/** How long after the broker's return what had been waiting was done, while the load went on. */
export interface Drained {
  readonly awayMs: number;
  /** Payments made while the broker was away. */
  readonly payments: number;
  /** Events that were committed before its return and some consumer had not taken in, counted once a consumer. */
  readonly events: number;
  readonly takenInMs: number;
  /** Every booking payment that was authorized before is decided, and its money captured or given back. */
  readonly settledMs: number;
  /** Every webhook of these events is delivered or exhausted. */
  readonly webhooksMs: number;
}

const AUTHORIZED = `select distinct e.aggregate_id as id from outbox e join orders o on o.id = (e.payload::jsonb ->> 'order_id')::uuid
  where e.type = 'payment.authorized' and o.purpose = 'booking'`;
const UNSETTLED = `select id::text from payment where id = any($1::uuid[]) and not surplus and (decision is null
  or decision = 'confirmed' and status = 'authorized'
  or decision <> 'confirmed' and status not in ('cancelled', 'refunded'))`;
const NOT_TAKEN = `select id::text from unnest($1::uuid[]) as wanted (id)
  where not exists (select 1 from inbox where consumer = $2 and event_id = id)`;
const UNDELIVERED = `select event_id::text as id from delivery where event_id = any($1::uuid[])
  and status not in ('delivered', 'exhausted', 'cancelled')`;

/** The broker is away for `minutes` under load; then measures how its backlog goes while the load goes on. */
export async function drain(watched: Watched, fire: Fire, minutes: number, say: Say): Promise<Drained> {
  const before = await paymentCount(fire);
  await fire.parts.broker.away(async () => {
    say('the broker is away');
    for (let minute = 0; minute < minutes; minute += 1) {
      await fire.mustTakeOrders('while the broker was away');
      await fire.wait(Math.min(1, minutes - minute) * 60_000);
    }
  });
  const payments = (await paymentCount(fire)) - before;
  const began = Date.now();
  const waiting = await whatWaits(fire);
  const events = [...waiting.values()].reduce((sum, ids) => sum + ids.length, 0);
  say(`the broker is back; ${payments} payments were made, ${events} events wait for a consumer`);
  const all = [...new Set([...waiting.values()].flat())];
  const [takenInMs, settledMs] = await Promise.all([
    gone(fire, began, () => stillWaiting(fire, waiting)),
    gone(fire, began, await unsettled(fire)),
  ]);
  const webhooksMs = await gone(fire, began, () => ids(fire, 'webhook-dispatcher', UNDELIVERED, [all]));
  say(`drained after ${[takenInMs, settledMs, webhooksMs].join(', ')} ms (taken in, settled, webhooks)`);
  for (const [what, ms] of Object.entries({ takenInMs, settledMs, webhooksMs }))
    if (ms > DRAIN_TARGET_MS) fire.unexpected.push(`${what} is ${ms}, not ${DRAIN_TARGET_MS} or less`);
  return { awayMs: minutes * 60_000, payments, events, takenInMs, settledMs, webhooksMs };
}

/** Time until nothing is left. */
async function gone(fire: Fire, began: number, left: () => Promise<readonly string[]>): Promise<number> {
  while ((await left()).length > 0 && Date.now() - began < GIVE_UP_MS) await fire.wait(EVERY_MS);
  return Date.now() - began;
}

/** By consumer and producer: ids of events that are committed now and not taken in. */
async function whatWaits(fire: Fire): Promise<Map<string, string[]>> {
  const waiting = new Map<string, string[]>();
  for (const [producer, consumer] of ROUTES) {
    const types = eventsConsumedBy(consumer).flatMap((event) => (event.producer === producer ? [event.type] : []));
    const said = await ids(fire, producer, 'select distinct event_id::text as id from outbox where type = any($1)', [
      types,
    ]);
    waiting.set(`${producer} ${consumer}`, await notTaken(fire, producer, consumer, said));
  }
  return waiting;
}

/** Takes what came meanwhile out of `waiting`, and gives the rest. */
async function stillWaiting(fire: Fire, waiting: Map<string, string[]>): Promise<string[]> {
  for (const [producer, consumer] of ROUTES) {
    const left = waiting.get(`${producer} ${consumer}`) ?? [];
    if (left.length > 0) waiting.set(`${producer} ${consumer}`, await notTaken(fire, producer, consumer, left));
  }
  return [...waiting.values()].flat();
}

const notTaken = (fire: Fire, producer: ServiceName, consumer: ServiceName, some: readonly string[]) =>
  ids(fire, consumer, NOT_TAKEN, [some, `${consumer}.on-${producer}`]);

async function unsettled(fire: Fire): Promise<() => Promise<string[]>> {
  let left = await ids(fire, 'payment', AUTHORIZED, []);
  return async () => (left = await ids(fire, 'payment', UNSETTLED, [left]));
}

const ids = (fire: Fire, service: ServiceName, text: string, values: unknown[]): Promise<string[]> =>
  fire.sql(service, async (client) => (await client.query<{ id: string }>(text, values)).rows.map(({ id }) => id));

async function paymentCount(fire: Fire): Promise<number> {
  return (await ids(fire, 'payment', 'select id::text from payment', [])).length;
}
