import type { ServiceName } from '../../../deploy/local/src/platform/services.js';
import type { Fire } from '../fire.js';
import { must } from '../must.js';

const BLOCKED_WITHIN_MS = 10_000;
const BLOCKED = `select count(*)::int as n from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`;

/** Runs `work` as soon as a transaction of the service hangs because it wants to write to `table`. */
export async function lockedOut(fire: Fire, service: ServiceName, table: string, work: () => Promise<void>) {
  await fire.sql(service, async (client) => {
    await client.query('begin');
    try {
      await client.query(`lock table ${table} in exclusive mode`);
      const until = Date.now() + BLOCKED_WITHIN_MS;
      const blocked = async () => ((await client.query<{ n: number }>(BLOCKED)).rows[0]?.n ?? 0) > 0;
      while (!(await blocked())) {
        must(Date.now() < until, `nobody wanted to write to ${table} of ${service}`);
        await fire.wait(50);
      }
      // The lock is kept until the killed process's connections are gone.
      await work();
    } finally {
      await client.query('rollback');
    }
  });
}
