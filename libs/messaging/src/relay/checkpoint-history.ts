import type { Client } from 'pg';
import { SHARD } from './cursor.js';

const EVERY_MS = 60_000;

const record = `insert into outbox_checkpoint (shard, done, drained) values ($1, $2::pg_snapshot, $3)
  on conflict do nothing`;
const forget = `delete from outbox_checkpoint
  where shard = $1 and at > '-infinity' and at < now() - interval '8 days'`;

/**
 * Writes down each minute how far publishing had come and whether the consumers' queues were empty then, so that
 * after the loss of the broker it is known from where to publish again.
 */
export class CheckpointHistory {
  private lastAt = performance.now();

  constructor(private readonly client: Client) {}

  get due(): boolean {
    return performance.now() - this.lastAt >= EVERY_MS;
  }

  async record(done: string, drained: boolean): Promise<void> {
    this.lastAt = performance.now();
    await this.client.query(record, [SHARD, done, drained]);
    await this.client.query(forget, [SHARD]);
  }
}
