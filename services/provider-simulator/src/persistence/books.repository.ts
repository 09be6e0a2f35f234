import { Injectable } from '@nestjs/common';
import { MicroBatcher } from '#kernel';
import { Database } from '#postgres';
import { Books, type Move, type NewSession, type Notice } from '../application/ports.js';
import { Refusal } from '../domain/refusal.js';
import type { Session } from '../domain/session.js';
import type { SessionBook } from '../domain/session-book.js';
import { bookOf, type BookRow, fromRow, toRow } from './book-rows.js';
import { ADVANCE, DUE, FIND_BY_ID, FIND_BY_REFERENCE, KNOWN, LOAD, LOCK, OPEN, PAGE, SAVE } from './book-statements.js';

type Opened = { readonly session: Session; readonly fresh: boolean };
type Step = { readonly sessionId: string; readonly move: Move<unknown> };
type Stepped = { readonly value: unknown } | { readonly refusal: Refusal };
type SessionRow = Record<string, unknown> & { id: string; reference: string; idempotency_key: string };
type Child = { readonly id: string } & Pick<BookRow, 'tries' | 'operations'>;

const BATCH = { maxItems: 200, maxInFlight: 2, paceMs: 10 };

/** The books in PostgreSQL. Calls that wait anyway share their transactions: five round trips for up to 200 moves. */
@Injectable()
export class BooksRepository extends Books {
  private readonly openings = new MicroBatcher<NewSession, Opened>((asked) => this.openAll(asked), BATCH);
  private readonly steps = new MicroBatcher<Step, Stepped>((steps) => this.stepAll(steps), BATCH);

  constructor(private readonly database: Database) {
    super();
  }

  override open(session: NewSession): Promise<Opened> {
    return this.openings.run(session);
  }

  override async change<T>(sessionId: string, move: Move<T>): Promise<T> {
    const stepped = await this.steps.run({ sessionId, move });
    if ('refusal' in stepped) throw stepped.refusal;
    return stepped.value as T;
  }

  override async findById(sessionId: string): Promise<SessionBook | undefined> {
    const [row] = await this.database.query<BookRow>(FIND_BY_ID, [sessionId]);
    return row && bookOf(row);
  }

  override async findByReference(reference: string): Promise<SessionBook | undefined> {
    const [row] = await this.database.query<BookRow>(FIND_BY_REFERENCE, [reference]);
    return row && bookOf(row);
  }

  override async due(limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(DUE, [limit]);
    return rows.map(({ id }) => id);
  }

  override async advance(reference: string | null): Promise<number> {
    const [row] = await this.database.query<{ advanced: number }>(...ADVANCE.by([], { reference }));
    return row?.advanced ?? 0;
  }

  override async page(afterSeq: number, limit: number) {
    const rows = await this.database.query<BookRow & { seq: number }>(PAGE, [afterSeq, limit]);
    return { books: rows.map((row) => bookOf(row)), lastSeq: rows.at(-1)?.seq ?? afterSeq };
  }

  private async openAll(asked: readonly NewSession[]): Promise<Opened[]> {
    const made = await this.database.query<SessionRow>(OPEN, [JSON.stringify(asked.map((one) => toRow(one)))]);
    const fresh = new Map(made.map((row) => [row.id, row]));
    const known = fresh.size === asked.length ? [] : await this.known(asked.filter(({ id }) => !fresh.has(id)));
    return asked.map(({ id, reference, idempotencyKey }) => {
      const own = fresh.get(id);
      const row = own ?? known.find((one) => one.idempotency_key === idempotencyKey || one.reference === reference);
      if (!row) throw new Error(`session ${id} was neither made nor known`);
      return { session: fromRow<Session>(row), fresh: own !== undefined };
    });
  }

  private known(asked: readonly NewSession[]): Promise<SessionRow[]> {
    const references = asked.map(({ reference }) => reference);
    const keys = asked.map(({ idempotencyKey }) => idempotencyKey);
    return this.database.query<SessionRow>(KNOWN, [references, keys]);
  }

  private stepAll(steps: readonly Step[]): Promise<Stepped[]> {
    return this.database.transaction(async () => {
      const books = await this.lock([...new Set(steps.map(({ sessionId }) => sessionId))]);
      const notices: Notice[] = [];
      const stepped = steps.map((step) => take(step, books.get(step.sessionId), notices));
      await this.save(
        [...books.values()].map(({ book }) => book),
        notices,
      );
      return stepped;
    });
  }

  private async lock(ids: readonly string[]): Promise<Map<string, Locked>> {
    const sessions = await this.database.query<SessionRow & { locked_at: Date }>(LOCK, [ids]);
    const children = await this.database.query<Child>(LOAD, [sessions.map(({ id }) => id)]);
    const byId = new Map(children.map((child) => [child.id, child]));
    return new Map(
      sessions.map(({ locked_at: now, ...session }) => {
        const { tries = null, operations = null } = byId.get(session.id) ?? {};
        return [session.id, { book: bookOf({ session, tries, operations }), now }];
      }),
    );
  }

  private async save(books: readonly SessionBook[], notices: readonly Notice[]): Promise<void> {
    const sessions = books.filter(({ sessionChanged }) => sessionChanged).map(({ session }) => toRow(session));
    const tries = books.flatMap(({ changedTries }) => [...changedTries].map((one) => toRow(one)));
    const operations = books.flatMap(({ changedOperations }) => [...changedOperations].map((one) => toRow(one)));
    const entries = books.flatMap((book) => book.entries.map((one) => toRow(one)));
    const told = notices.map(({ sessionId, delayMs, ...notice }) => ({
      ...notice,
      session_id: sessionId,
      delay_ms: delayMs,
    }));
    const parts = [sessions, tries, operations, entries, told];
    if (parts.every(({ length }) => length === 0)) return;
    await this.database.execute(
      SAVE,
      parts.map((rows) => JSON.stringify(rows)),
    );
  }
}

interface Locked {
  readonly book: SessionBook;
  readonly now: Date;
}

/**
 * A refusal is one caller's answer and has changed nothing; any other error undoes the batch, and each step is tried
 * alone.
 */
function take({ move }: Step, locked: Locked | undefined, notices: Notice[]): Stepped {
  if (!locked) return { refusal: new Refusal('not_found', 'there is no such session') };
  try {
    const { value, notices: own } = move(locked.book, locked.now);
    notices.push(...own);
    return { value };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error };
    throw error;
  }
}
