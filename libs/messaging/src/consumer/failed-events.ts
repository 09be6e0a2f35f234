import { Logger } from '@nestjs/common';
import { newId } from '#kernel';
import { Database, sql } from '#postgres';
import type { SharedPublisher } from '../broker/shared-publisher.js';
import { messageOf } from '../broker/supervise.js';
import { FRAME_CONTENT_TYPE, HEADER } from '../envelope/cloud-event.js';
import type { Incoming, Unreadable } from '../envelope/incoming.js';
import { failpoint } from '../failpoints.js';
import type { MessagingStats } from '../stats.js';
import { deadLetterQueueOf, retryQueueOf } from '../topology/names.js';
import { PermanentError } from './permanent-error.js';

/** With the ladder's waits the last of them comes about 40 minutes after the first. */
const MOST_ATTEMPTS = 8;
const DETAIL_LENGTH = 1_000;

/** Counted here and not in the message's headers, which anyone who can publish could forge. */
const countFailure = sql(
  'inbox.count-failure',
  `insert into inbox_failure (consumer, event_id, attempts, last_error) values ($1, $2, 1, $3)
   on conflict (consumer, event_id) do update
     set attempts = inbox_failure.attempts + 1, last_error = excluded.last_error, failed_at = now()
   returning attempts`,
);

interface Failure {
  readonly reason: string;
  readonly detail: string;
  readonly attempts: number;
}

/** Where events go that a consumer could not commit: the next rung of its ladder, or its dead letters. */
export class FailedEvents {
  private readonly logger = new Logger('Messaging');

  constructor(
    private readonly queue: string,
    private readonly consumer: string,
    private readonly database: Database,
    private readonly publisher: SharedPublisher,
    private readonly stats: MessagingStats,
  ) {}

  /** Resolves when the event is safe elsewhere, so that its message may be acknowledged. */
  async settle(item: Incoming, error: unknown): Promise<void> {
    const { id, type } = item.event;
    const permanent = error instanceof PermanentError;
    const attempts = await this.count(id, messageOf(error));
    this.logger.warn(`${type} ${id} failed (${attempts}): ${messageOf(error)}`);
    if (permanent || attempts >= MOST_ATTEMPTS) {
      const reason = permanent ? error.reason : 'retries-exhausted';
      await this.bury(Buffer.from(JSON.stringify([item.raw])), { reason, detail: messageOf(error), attempts }, type);
    } else await this.retryLater(item, attempts);
  }

  /** Dead at once: no try can make it readable. */
  async buryUnreadable(item: Unreadable): Promise<void> {
    const { reason, detail, body, type } = item;
    this.logger.warn(`unreadable message in ${this.queue}: ${reason}: ${detail}`);
    const content = item.eventId ? `[${body}]` : body;
    await this.bury(Buffer.from(content), { reason, detail, attempts: 1 }, type);
  }

  private async count(eventId: string, lastError: string): Promise<number> {
    const detail = lastError.slice(0, DETAIL_LENGTH).replaceAll('\0', '');
    const [row] = await this.database.query<{ attempts: number }>(countFailure, [this.consumer, eventId, detail]);
    return row?.attempts ?? 1;
  }

  private async retryLater(item: Incoming, attempts: number): Promise<void> {
    await this.publisher.publish({
      exchange: '',
      routingKey: retryQueueOf(this.queue, attempts),
      body: Buffer.from(JSON.stringify([item.raw])),
      properties: {
        messageId: newId(),
        type: item.event.type,
        appId: item.source,
        contentType: FRAME_CONTENT_TYPE,
        headers: { [HEADER.attempt]: attempts },
      },
    });
    failpoint('consumer.retrying');
    this.stats.add('inbox_retried_total');
  }

  private async bury(body: Buffer, failure: Failure, type: string | undefined): Promise<void> {
    await this.publisher.publish({
      exchange: '',
      routingKey: deadLetterQueueOf(this.queue),
      body,
      properties: {
        messageId: newId(),
        contentType: FRAME_CONTENT_TYPE,
        ...(type === undefined ? {} : { type }),
        headers: {
          [HEADER.reason]: failure.reason.slice(0, 100),
          [HEADER.detail]: failure.detail.slice(0, DETAIL_LENGTH),
          [HEADER.attempt]: failure.attempts,
        },
      },
    });
    this.stats.add('inbox_dead_total');
  }
}
