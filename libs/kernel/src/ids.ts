import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** A new UUID v7 (RFC 9562): sorts by the millisecond it was made in. */
export function newId(): string {
  return v7();
}

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** The UTC day (`YYYY-MM-DD`) a UUID v7 was made on; throws RangeError for any other kind of id. */
export function dayOf(id: string): string {
  if (!isUuid(id) || id[14] !== '7') throw new RangeError('not a UUID v7');
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString().slice(0, 10);
}
