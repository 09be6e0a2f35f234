import type { Database } from '#postgres';
import { sql } from '#postgres';
import type { DeadLetter } from './dead-letter.js';

/** One row an event and queue: an event that dies again is the same dead letter, open again. */
const keepEvent = sql(
  'dead-letter.keep-event',
  `insert into dead_letter (id, queue, event_id, type, source, reason, detail, attempts, body)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
   on conflict (queue, event_id) where event_id is not null do update
     set reason = excluded.reason, detail = excluded.detail, attempts = excluded.attempts,
         dead_at = now(), replayed_at = null`,
);

/** The message's own id makes a second delivery of it harmless. */
const keepMessage = sql(
  'dead-letter.keep-message',
  `insert into dead_letter (id, queue, event_id, type, source, reason, detail, attempts, body)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing`,
);

export type NewDeadLetter = Omit<DeadLetter, 'deadAt' | 'replayedAt' | 'replays'>;

export async function keepDeadLetter(database: Database, letter: NewDeadLetter): Promise<void> {
  const { id, queue, eventId, type, source, reason, detail, attempts, body } = letter;
  const statement = eventId === null ? keepMessage : keepEvent;
  await database.execute(statement, [id, queue, eventId, type, source, reason, detail, attempts, body]);
}

export interface DeadLetterRow {
  readonly id: string;
  readonly queue: string;
  readonly event_id: string | null;
  readonly type: string | null;
  readonly source: string | null;
  readonly reason: string;
  readonly detail: string;
  readonly attempts: number;
  readonly body: string;
  readonly dead_at: Date;
  readonly replayed_at: Date | null;
  readonly replays: number;
}

export function deadLetterOf(row: DeadLetterRow): DeadLetter {
  const { event_id: eventId, dead_at: deadAt, replayed_at: replayedAt, ...same } = row;
  return { ...same, eventId, deadAt, replayedAt };
}
