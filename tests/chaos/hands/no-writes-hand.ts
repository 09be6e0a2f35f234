import { again } from '../../support/journeys.js';
import type { Fire } from '../fire.js';
import { must } from '../must.js';

const SERVICES = ['payment', 'webhook-dispatcher'] as const;
type Service = (typeof SERVICES)[number];

const MS = 3_000;
/** What was written down before may still be called and sent. */
const UNDER_WAY_MS = 2_000;

export const END_CONNECTIONS = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

/** Every statement that writes is refused (25006). */
export async function readOnly(fire: Fire): Promise<void> {
  await withoutWrites(fire, (service, on) =>
    fire.sql(service, async (client) => {
      const { rows } = await client.query<{ name: string }>('select current_database() as name');
      await client.query('set default_transaction_read_only = off');
      await client.query(`alter database "${rows[0]?.name}" set default_transaction_read_only = ${on ? 'on' : 'off'}`);
      await client.query(END_CONNECTIONS);
    }),
  );
}

/** The tables that are written before anything is called or sent. */
const WRITTEN_FIRST: Readonly<Record<Service, readonly string[]>> = {
  payment: ['orders', 'payment', 'payment_operation', 'outbox'],
  'webhook-dispatcher': ['attempt', 'delivery', 'inbox'],
};

/** What PostgreSQL answers when a file can't grow, said by triggers: a disk of our own to fill needs a mount. */
export async function fullDisk(fire: Fire): Promise<void> {
  await withoutWrites(fire, (service, on) =>
    fire.sql(service, async (client) => {
      await client.query('drop function if exists full_disk cascade');
      if (!on) return;
      await client.query(`create function full_disk() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
      for (const table of WRITTEN_FIRST[service])
        await client.query(`create trigger full_disk before insert or update on ${table}
          for each statement execute function full_disk()`);
    }),
  );
}

/** An order is refused with 503, no session is opened at the provider and no webhook sent, until writes are taken. */
async function withoutWrites(fire: Fire, set: (service: Service, on: boolean) => Promise<unknown>): Promise<void> {
  try {
    for (const service of SERVICES) await set(service, true);
    await fire.wait(UNDER_WAY_MS);
    const before = await seenOutside(fire);
    const refused = await fire.parts.merchant.key.post('orders/', { amount: '5.00' });
    if (refused.status !== 503 || refused.exception?.code !== 1023)
      fire.unexpected.push(`an order that could not be written was answered ${refused.status}: ${refused.text}`);
    await fire.wait(MS);
    const after = await seenOutside(fire);
    if (after.sessions > before.sessions || after.webhooks > before.webhooks)
      fire.unexpected.push(
        `while nothing could be written ${after.sessions - before.sessions} sessions were opened at the provider and ` +
          `${after.webhooks - before.webhooks} webhooks sent`,
      );
  } finally {
    for (const service of SERVICES) await set(service, false);
  }
  const taken = await again(() => fire.parts.merchant.key.post('orders/', { amount: '5.00' }));
  must(taken?.status === 201, `an order was answered ${taken?.status} when writes were taken again`);
}

async function seenOutside(fire: Fire): Promise<{ sessions: number; webhooks: number }> {
  const { rows } = await fire.sql('provider-simulator', (client) =>
    client.query<{ n: number }>('select count(*)::int as n from session'),
  );
  return { sessions: rows[0]?.n ?? 0, webhooks: fire.parts.sink.received.length };
}
