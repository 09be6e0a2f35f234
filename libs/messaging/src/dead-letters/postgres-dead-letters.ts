import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { Database, filtered, sql } from '#postgres';
import { SharedPublisher } from '../broker/shared-publisher.js';
import { FRAME_CONTENT_TYPE } from '../envelope/cloud-event.js';
import type { DeadLetter, DeadLetterPage } from './dead-letter.js';
import { deadLetterOf, type DeadLetterRow } from './dead-letter-rows.js';
import { DeadLetters } from './dead-letters.js';

const DEFAULT_LIMIT = 50;
const HIGHEST_LIMIT = 200;

const columns = 'id, queue, event_id, type, source, reason, detail, attempts, body, dead_at, replayed_at, replays';

const page = (name: string, which: string) =>
  filtered(
    name,
    { after: 'id < ?' },
    (where) => `select ${columns} from dead_letter where ${which} and ${where} order by id desc limit $1`,
  );
const pageOfAll = page('dead-letter.page', 'true');
const pageOfOpen = page('dead-letter.page-open', 'replayed_at is null');
const one = sql('dead-letter.one', `select ${columns} from dead_letter where id = $1`);
const open = sql('dead-letter.open', 'select count(*) as n from dead_letter where replayed_at is null');
const replayed = sql(
  'dead-letter.replayed',
  'update dead_letter set replayed_at = now(), replays = replays + 1 where id = $1',
);
/** A new chance begins at the foot of the ladder. */
const forgive = sql('inbox.forgive', 'delete from inbox_failure where event_id = $1');

@Injectable()
export class PostgresDeadLetters extends DeadLetters {
  constructor(
    private readonly database: Database,
    private readonly publisher: SharedPublisher,
  ) {
    super();
  }

  override async list(query: { cursor?: string; limit?: number; open?: boolean } = {}): Promise<DeadLetterPage> {
    const limit = Math.min(Math.max(query.limit ?? DEFAULT_LIMIT, 1), HIGHEST_LIMIT);
    const page = query.open === true ? pageOfOpen : pageOfAll;
    const rows = await this.database.query<DeadLetterRow>(...page.by([limit + 1], { after: query.cursor }));
    const items = rows.slice(0, limit).map(deadLetterOf);
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  override async get(id: string): Promise<DeadLetter | undefined> {
    const [row] = await this.database.query<DeadLetterRow>(one, [id]);
    return row && deadLetterOf(row);
  }

  override async replay(id: string): Promise<boolean> {
    const letter = await this.get(id);
    if (!letter?.eventId) return false;
    await this.database.execute(forgive, [letter.eventId]);
    // Sent before it is marked: a crash in between sends it twice, which the inbox absorbs.
    await this.publisher.publish({
      exchange: '',
      routingKey: letter.queue,
      body: Buffer.from(`[${letter.body}]`),
      properties: {
        messageId: newId(),
        contentType: FRAME_CONTENT_TYPE,
        ...(letter.type ? { type: letter.type } : {}),
      },
    });
    await this.database.execute(replayed, [id]);
    return true;
  }

  override async countOpen(): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(open);
    return row?.n ?? 0;
  }
}
