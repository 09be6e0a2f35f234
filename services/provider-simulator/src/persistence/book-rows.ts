import type { Entry, Operation, Session, Try } from '../domain/session.js';
import { SessionBook } from '../domain/session-book.js';
import type { NewSession, Notice } from '../application/ports.js';

export type Row = Readonly<Record<string, unknown>>;

const TIMES = new Set([
  'expiresAt',
  'createdAt',
  'closedAt',
  'authorizedAt',
  'capturedAt',
  'endedAt',
  'settleAt',
  'updatedAt',
]);
const snakes = new Map<string, string>();
const camels = new Map<string, string>();

/** `capturedAmount` → `captured_amount`. The names are few: each is turned once. */
function snake(name: string): string {
  let known = snakes.get(name);
  if (known === undefined) snakes.set(name, (known = name.replace(/[A-Z]/g, (char) => `_${char.toLowerCase()}`)));
  return known;
}

function camel(name: string): string {
  let known = camels.get(name);
  if (known === undefined)
    camels.set(name, (known = name.replace(/_([a-z])/g, (_, char: string) => char.toUpperCase())));
  return known;
}

/** An object of the domain, a new session, an entry or a notice as a row. */
export function toRow(object: Session | Try | Operation | Entry | NewSession | Notice): Row {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [snake(name), value as unknown]));
}

/** A row of `session`, `try` or `operation`, read by `pg` or as JSON, as an object of the domain. */
export function fromRow<T extends Session | Try | Operation>(row: Row): T {
  const entries = Object.entries(row).map(([column, value]) => {
    const name = camel(column);
    return [name, typeof value === 'string' && TIMES.has(name) ? new Date(value) : value] as const;
  });
  return Object.fromEntries(entries) as unknown as T;
}

export interface BookRow {
  readonly session: Row;
  readonly tries: readonly Row[] | null;
  readonly operations: readonly Row[] | null;
}

export function bookOf({ session, tries, operations }: BookRow): SessionBook {
  return new SessionBook(
    fromRow<Session>(session),
    (tries ?? []).map((row) => fromRow<Try>(row)),
    (operations ?? []).map((row) => fromRow<Operation>(row)),
  );
}
