import type { Fire } from '../fire.js';
import { must } from '../must.js';
import { genuineEvents, publish } from './queue-hand.js';

/** The delivery limit is 20; a process that ends as another one starts may cost two deliveries. */
const FEWEST_DEATHS = 10;
const FOR_EVER = 1_000_000;
/** Twenty lives of a service that needs seconds to start. */
const POISONED_MS = 240_000;
const ASIDE_MS = 30_000;
const CONSUMER = 'analytics.on-payment';
const FAILED = 'select attempts from inbox_failure where consumer = $1 and event_id = any($2)';
const DEAD = 'select reason from dead_letter where replayed_at is null and event_id = any($1)';

/**
 * A message that kills analytics whenever it is worked on, in life after life. It says that it was driven again before,
 * which spares the second round that an innocent gets. Ends when it is a dead letter and analytics lives.
 */
export async function killsItsConsumer(fire: Fire, poison: Record<string, unknown> & { id: string }): Promise<void> {
  const { processes } = fire.parts.own;
  processes.dieAt('analytics', [`consumer.inbox-inserted@${poison.id}`], FOR_EVER);
  try {
    await fire.wait(500);
    const frame = Buffer.from(JSON.stringify([poison]));
    await publish(fire, 'analytics', [frame], { headers: { 'x-redriven': 1 } });
    const isAside = async (): Promise<boolean> => (await reasons(fire, poison.id)).length > 0;
    const deaths = await fire.diesUntil('analytics', isAside, POISONED_MS);
    must(await isAside(), `after ${deaths} deaths in ${POISONED_MS} ms the message was not set aside`);
    const found = await reasons(fire, poison.id);
    if (found.join() !== 'delivery-limit') fire.unexpected.push(`the message that kills became ${found.join()}`);
    await fire.sql('analytics', (client) => client.query('delete from dead_letter where event_id = $1', [poison.id]));
    must(deaths >= FEWEST_DEATHS, `the message was set aside after ${deaths} deaths`);
  } finally {
    processes.forgive('analytics');
    await fire.back('analytics');
  }
}

async function reasons(fire: Fire, id: string): Promise<string[]> {
  const { rows } = await fire.sql('analytics', (client) => client.query<{ reason: string }>(DEAD, [[id]]));
  return rows.map(({ reason }) => reason);
}

/** Events that say they have failed a thousand million times meet a database that fails them for the first time. */
export async function forgedAttempts(fire: Fire): Promise<void> {
  const headers = { 'x-attempt': 1e9, 'x-delivery-count': 1e9, 'x-death': [{ count: 1e9, reason: 'rejected' }] };
  const events = (await genuineEvents(fire, 'analytics', 20)) as { id: string }[];
  const ids = events.map(({ id }) => id);
  const rename = (from: string, to: string) =>
    fire.sql('analytics', (client) => client.query(`alter table ${from} rename to ${to}`));
  const attempts = () =>
    fire.sql('analytics', async (client) => {
      const { rows } = await client.query<{ attempts: number }>(FAILED, [CONSUMER, ids]);
      return rows.map((row) => row.attempts);
    });
  await rename('inbox', 'inbox_away');
  try {
    for (const event of events) await publish(fire, 'analytics', [Buffer.from(JSON.stringify([event]))], { headers });
    const until = Date.now() + ASIDE_MS;
    while ((await attempts()).length < ids.length) {
      must(Date.now() < until, 'the forged events did not fail');
      await fire.wait(50);
    }
  } finally {
    await rename('inbox_away', 'inbox');
  }
  const counted = Math.max(...(await attempts()));
  if (counted > 3) fire.unexpected.push(`events with forged headers count as failed ${counted} times`);
  const { rowCount } = await fire.sql('analytics', (client) => client.query(DEAD, [ids]));
  if (rowCount) fire.unexpected.push(`${rowCount} events with forged headers were given up at once`);
}
