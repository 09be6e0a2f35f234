import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { Broker } from './broker/broker.js';
import { RabbitTransport } from './consumer/rabbit-transport.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { MessagingHealth, type MessagingReport, type StragglerReport } from './messaging-health.js';
import { MessagingStats } from './stats.js';

/**
 * The oldest transaction that is not confirmed: the first of the index, and those open when the cursor last moved.
 */
const oldestUnconfirmed = sql(
  'outbox.oldest-unconfirmed',
  `select coalesce(extract(epoch from now() - least(
     (select created_at from outbox o where o.shard = c.shard and o.xid >= pg_snapshot_xmax(c.done)
      order by o.xid limit 1),
     (select min(created_at) from outbox o
      where o.shard = c.shard and o.xid = any (array(select pg_snapshot_xip(c.done)))))) * 1000, 0)::float8 as age
   from outbox_cursor c where shard = 0`,
);

/** The first of the index that names the consumer, or names nobody and so leaves it open. */
const stragglers = sql(
  'outbox.stragglers',
  `select s.consumer, s.reason, coalesce(extract(epoch from now() - (
     select created_at from outbox o where o.shard = s.shard and o.xid >= pg_snapshot_xmax(s.done)
       and (o.consumers is null or s.consumer = any (string_to_array(o.consumers, ' ')))
     order by o.xid limit 1)) * 1000, 0)::float8 as lag_ms
   from outbox_straggler s where shard = 0 order by s.consumer`,
);

@Injectable()
export class ServiceMessagingHealth extends MessagingHealth {
  constructor(
    private readonly database: Database,
    private readonly broker: Broker,
    private readonly transport: RabbitTransport,
    private readonly deadLetters: DeadLetters,
    private readonly stats: MessagingStats,
  ) {
    super();
  }

  override async report(): Promise<MessagingReport> {
    const { queues, attached } = this.transport.attachment;
    const { publishing, consuming } = this.broker;
    const [row] = await this.database.query<{ age: number }>(oldestUnconfirmed);
    const report = {
      ready: attached === queues,
      connected: publishing.connected || consuming.connected,
      queues,
      attached,
      blocked: publishing.blocked,
      oldestUnconfirmedMs: Math.max(0, Math.round(row?.age ?? 0)),
      openDeadLetters: await this.deadLetters.countOpen(),
      stragglers: await this.stragglers(),
    };
    this.remember(report);
    return report;
  }

  override numbers(): Readonly<Record<string, number>> {
    return this.stats.numbers();
  }

  private async stragglers(): Promise<StragglerReport[]> {
    const rows = await this.database.query<{ consumer: string; reason: string; lag_ms: number }>(stragglers);
    return rows.map(({ consumer, reason, lag_ms: age }) => ({ consumer, reason, lagMs: Math.max(0, Math.round(age)) }));
  }

  private remember(report: MessagingReport): void {
    this.stats.set('outbox_oldest_unconfirmed_ms', report.oldestUnconfirmedMs);
    this.stats.set('dead_letters_open', report.openDeadLetters);
    this.stats.set('outbox_stragglers', report.stragglers.length);
    this.stats.set('outbox_straggler_lag_ms', Math.max(0, ...report.stragglers.map(({ lagMs }) => lagMs)));
    this.stats.set('consumers_attached', report.attached);
    this.stats.set('consumers_expected', report.queues);
  }
}
