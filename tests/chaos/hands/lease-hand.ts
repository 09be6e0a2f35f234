import type { Fire } from '../fire.js';
import { must } from '../must.js';
import { secondReplica } from './second-replica.js';

/** Longer than every lease: the relay's 10 s, a delivery's 9 s here, an operation's 60 s. */
const PAUSE_MS = 65_000;
/** Enough for calls and sends to be under way when the processes stop. */
const UNDER_WAY_MS = 1_200;

const LEASED = {
  payment: `select id, attempts from payment_operation where status in ('intended', 'unknown') and lease_until > now()`,
  'webhook-dispatcher': `select id, attempts from delivery where status = 'delivering'`,
} as const;
const NOT_TAKEN_OVER = {
  payment: `select o.id from payment_operation o join unnest($1::uuid[], $2::int[]) as t (id, attempts) on t.id = o.id
    where o.attempts = t.attempts and o.status in ('intended', 'unknown')`,
  'webhook-dispatcher': `select d.id from delivery d join unnest($1::uuid[], $2::int[]) as t (id, attempts) on t.id = d.id
    where d.attempts = t.attempts and d.status = 'delivering'`,
} as const;

type Leasing = keyof typeof LEASED;
interface Lease {
  readonly id: string;
  readonly attempts: number;
}

/**
 * Workers hold leases of all kinds and stand still until these have run out and others have done the work; then they
 * wake up and believe that it is still theirs.
 */
export async function outlivesItsLeases(fire: Fire): Promise<void> {
  const replicas: { stop(): Promise<void> }[] = [];
  try {
    await fire.parts.provider.behave({ kind: 'answers_slow', value: 1_000, seconds: 3 });
    fire.parts.sink.delayMs = UNDER_WAY_MS;
    await fire.wait(UNDER_WAY_MS);
    await fire.whileStopped(['payment', 'webhook-dispatcher', 'booking'], async () => {
      fire.parts.sink.delayMs = 0;
      await takenOver(fire, async () => {
        for (const name of ['payment', 'webhook-dispatcher'] as const)
          replicas.push(await secondReplica(fire.parts.own, name));
        await fire.wait(PAUSE_MS);
      });
    });
    await fire.wait(3_000);
  } finally {
    fire.parts.sink.delayMs = 0;
    await Promise.all(replicas.map((replica) => replica.stop()));
  }
}

/** What was leased before `pause` must be with others after it. */
async function takenOver(fire: Fire, pause: () => Promise<void>): Promise<void> {
  const leader = await holder(fire);
  const leased = {
    payment: await leases(fire, 'payment'),
    'webhook-dispatcher': await leases(fire, 'webhook-dispatcher'),
  };
  await pause();
  for (const service of ['payment', 'webhook-dispatcher'] as const) {
    must(leased[service].length > 0, `${service} had nothing leased when it stopped`);
    const left = await notTakenOver(fire, service, leased[service]);
    if (left > 0) fire.unexpected.push(`${left} of ${service} were still with who had stopped for ${PAUSE_MS} ms`);
  }
  if ((await holder(fire)) === leader) fire.unexpected.push(`a relay that stood still for ${PAUSE_MS} ms still led`);
}

const leases = (fire: Fire, service: Leasing): Promise<Lease[]> =>
  fire.sql(service, async (client) => (await client.query<Lease>(LEASED[service])).rows);

async function notTakenOver(fire: Fire, service: Leasing, leased: readonly Lease[]): Promise<number> {
  const values = [leased.map(({ id }) => id), leased.map(({ attempts }) => attempts)];
  return fire.sql(service, async (client) => (await client.query(NOT_TAKEN_OVER[service], values)).rowCount ?? 0);
}

async function holder(fire: Fire): Promise<string> {
  const { rows } = await fire.sql('payment', (client) =>
    client.query<{ holder: string }>('select holder from outbox_cursor'),
  );
  return rows[0]?.holder ?? '';
}
