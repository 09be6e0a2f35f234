import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { Broker } from './broker/broker.js';
import { RabbitTransport } from './consumer/rabbit-transport.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { MessagingHealth, type MessagingReport } from './messaging-health.js';
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
    };
    this.remember(report);
    return report;
  }

  override numbers(): Readonly<Record<string, number>> {
    return this.stats.numbers();
  }

  private remember(report: MessagingReport): void {
    this.stats.set('outbox_oldest_unconfirmed_ms', report.oldestUnconfirmedMs);
    this.stats.set('dead_letters_open', report.openDeadLetters);
    this.stats.set('consumers_attached', report.attached);
    this.stats.set('consumers_expected', report.queues);
  }
}
