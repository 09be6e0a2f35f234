import { Refusal } from '../domain/refusal.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The caller's key where there is one: 1 to 255 printable characters. */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined || KEY.test(header)) return header;
  throw new Refusal('invalid_request', 'the idempotency key must be 1 to 255 printable characters');
}
