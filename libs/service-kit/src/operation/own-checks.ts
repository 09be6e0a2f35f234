import type { INestApplication } from '@nestjs/common';
import type { Pool } from 'pg';
import type { MessagingHealth } from '#messaging';
import { type Database, sql } from '#postgres';
import { Metrics } from './metrics.js';
import { Parts } from './parts.js';
import { Readiness } from './readiness.js';

/** An outbox this far behind makes the service not ready: what it promises does not reach the others. */
const OUTBOX_TOO_OLD_MS = 60_000;
const PING = sql('service-kit.ping', 'select 1 as ok');

/** Readiness and metrics of the parts a service may have: database and messaging. */
export function addOwnChecks(app: INestApplication): void {
  const [readiness, metrics] = [app.get(Readiness), app.get(Metrics)];
  const { database, messaging } = app.get(Parts);
  if (database) addDatabase(database, readiness, metrics);
  if (messaging) addMessaging(messaging, readiness, metrics);
}

function addDatabase(database: Database, readiness: Readiness, metrics: Metrics): void {
  readiness.add('database', async () => ({ ok: (await database.query(PING)).length === 1 }));
  const pool = () => (database.dataSource.driver as unknown as { master: Pool }).master;
  metrics.gauge('pg_pool_connections', 'Open database connections', () => pool().totalCount);
  metrics.gauge('pg_pool_idle', 'Database connections nobody uses', () => pool().idleCount);
  metrics.gauge('pg_pool_waiting', 'Requests that wait for a database connection', () => pool().waitingCount);
}

function addMessaging(messaging: MessagingHealth, readiness: Readiness, metrics: Metrics): void {
  readiness.add('messaging', async () => {
    const report = await messaging.report();
    return { ok: report.ready && report.oldestUnconfirmedMs <= OUTBOX_TOO_OLD_MS, ...report };
  });
  // Asked anew at each scrape, so that ages and counts are of this moment whether or not anybody asks for readiness.
  metrics.gauges('messaging', 'Messaging', async () => {
    await messaging.report().catch(() => undefined);
    return messaging.numbers();
  });
}
