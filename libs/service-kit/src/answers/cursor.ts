import { DomainError, ERROR, isUuid } from '#kernel';

type Kinds = { string: string; number: number; uuid: string; time: Date };
export type CursorKind = keyof Kinds;
type Values<K extends readonly CursorKind[]> = { -readonly [I in keyof K]: Kinds[K[I]] };

/** An opaque cursor of the last row's sort values. */
export function encodeCursor(values: readonly (string | number | Date)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The sort values behind a cursor, by their kinds; undefined without a cursor, 422 1004 for a forged one. */
export function decodeCursor<const K extends readonly CursorKind[]>(
  cursor: string | undefined,
  ...kinds: K
): Values<K> | undefined {
  if (cursor === undefined) return undefined;
  const values = parse(cursor);
  if (!Array.isArray(values) || values.length !== kinds.length) throw forged();
  return kinds.map((kind, i) => read(kind, values[i])) as Values<K>;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw forged();
  }
}

function read(kind: CursorKind, value: unknown): string | number | Date {
  switch (kind) {
    case 'string':
      if (typeof value === 'string' && !value.includes('\0')) return value;
      break;
    case 'number':
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      break;
    case 'uuid':
      if (isUuid(value)) return value;
      break;
    case 'time':
      if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return new Date(value);
      break;
  }
  throw forged();
}

function forged(): DomainError {
  const fault = { field: 'cursor', message: 'is not a cursor of this list' };
  return new DomainError(ERROR.validation, 'cursor is not a cursor of this list', { errors: [fault] });
}
