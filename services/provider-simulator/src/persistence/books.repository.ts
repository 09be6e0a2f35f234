import { Injectable } from '@nestjs/common';
import { MicroBatcher } from '#kernel';
import { Database, type RowArrays, type Statement } from '#postgres';
import { Books, type Move, type NewSession, type Notice } from '../application/ports.js';
import { Refusal } from '../domain/refusal.js';
import type { Session } from '../domain/session.js';
import type { SessionBook } from '../domain/session-book.js';
import { bookOf, type BookRow, fromRow, type Row, toRow } from './book-rows.js';
import * as statement from './book-statements.js';

type Opened = { readonly session: Session; readonly fresh: boolean };
type Step = { readonly sessionId: string; readonly move: Move<unknown> };
type Stepped = { readonly value: unknown } | { readonly refusal: Refusal };
type SessionRow = Record<string, unknown> & { id: string; reference: string; idempotency_key: string };
type Child = { readonly id: string } & Pick<BookRow, 'tries' | 'operations'>;

const BATCH = { maxItems: 200, maxInFlight: 2, paceMs: 10 };

/** The books in PostgreSQL. Calls that wait anyway share their transactions: two round trips for up to 200 moves. */
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
    const [row] = await this.database.query<BookRow>(statement.FIND_BY_ID, [sessionId]);
    return row && bookOf(row);
  }

  override async findByReference(reference: string): Promise<SessionBook | undefined> {
    const [row] = await this.database.query<BookRow>(statement.FIND_BY_REFERENCE, [reference]);
    return row && bookOf(row);
  }

  override async due(limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(statement.DUE, [limit]);
    return rows.map(({ id }) => id);
  }

  override async advance(reference: string | null): Promise<number> {
    const [row] = await this.database.query<{ advanced: number }>(...statement.ADVANCE.by([], { reference }));
    return row?.advanced ?? 0;
  }

  override async page(afterSeq: number, limit: number) {
    const rows = await this.database.query<BookRow & { seq: number }>(statement.PAGE, [afterSeq, limit]);
    return { books: rows.map((row) => bookOf(row)), lastSeq: rows.at(-1)?.seq ?? afterSeq };
  }

  private async openAll(asked: readonly NewSession[]): Promise<Opened[]> {
    const made = await this.database.query<SessionRow>(statement.OPEN, statement.newSessions.of(asked.map(toRow)));
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
    return this.database.query<SessionRow>(statement.KNOWN, [references, keys]);
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
    // What is read after the lock is what the lock waited for.
    const [sessions, children] = await Promise.all([
      this.database.query<SessionRow & { locked_at: Date }>(statement.LOCK, [ids]),
      this.database.query<Child>(statement.LOAD, [ids]),
    ]);
    const byId = new Map(children.map((child) => [child.id, child]));
    return new Map(
      sessions.map(({ locked_at: now, ...session }) => {
        const { tries = null, operations = null } = byId.get(session.id) ?? {};
        return [session.id, { book: bookOf({ session, tries, operations }), now }];
      }),
    );
  }

  private async save(books: readonly SessionBook[], told: readonly Notice[]): Promise<void> {
    const { SAVE_SESSIONS, SAVE_TRIES, SAVE_OPERATIONS, ADD_ENTRIES, ADD_NOTICES } = statement;
    const changed = books.filter(({ sessionChanged }) => sessionChanged).map(({ session }) => session);
    await this.write(SAVE_SESSIONS, statement.sessions, changed.map(toRow));
    await this.write(
      SAVE_TRIES,
      statement.tries,
      books.flatMap(({ changedTries }) => [...changedTries].map(toRow)),
    );
    const operations = books.flatMap(({ changedOperations }) => [...changedOperations].map(toRow));
    await this.write(SAVE_OPERATIONS, statement.operations, operations);
    await this.write(
      ADD_ENTRIES,
      statement.entries,
      books.flatMap(({ entries }) => entries.map(toRow)),
    );
    await this.write(ADD_NOTICES, statement.notices, told.map(toRow));
  }

  private async write(save: Statement, arrays: RowArrays, rows: readonly Row[]): Promise<void> {
    if (rows.length > 0) await this.database.write(save, arrays.of(rows));
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
