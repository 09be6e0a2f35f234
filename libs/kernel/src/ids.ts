import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Asking the system for random bytes costs more than the rest of an id: 256 ids share one call. */
const BYTES = 16;
const pool = new Uint8Array(256 * BYTES);
let used = pool.length;
let lastMs = 0;
let sequence = 0;

/** A new UUID v7 (RFC 9562): sorts by the millisecond it was made in, and by their order within this process. */
export function newId(): string {
  const random = freshBytes();
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    // 31 random bits: the counter begins anywhere and has room to go on (RFC 9562 §6.2, method 1).
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 1;
  } else {
    sequence = (sequence + 1) >>> 0;
    if (sequence === 0) lastMs += 1;
  }
  return v7({ random, msecs: lastMs, seq: sequence });
}

function freshBytes(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool.subarray(used, (used += BYTES));
}

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** The UTC day (`YYYY-MM-DD`) a UUID v7 was made on; throws RangeError for any other kind of id. */
export function dayOf(id: string): string {
  if (!isUuid(id) || id[14] !== '7') throw new RangeError('not a UUID v7');
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString().slice(0, 10);
}
