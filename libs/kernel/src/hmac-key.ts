import { createSecretKey, type KeyObject } from 'node:crypto';

/** More than any process has secrets in use; beyond it they are made anew. */
const MOST_KEPT = 1_000;
const kept = new Map<string, KeyObject>();

/**
 * The key of an HMAC whose secret is this text, kept from the first time on: an HMAC of 600 bytes takes 10 µs by the
 * secret itself, most of it for making a key of it, and 2 µs by a key that is there.
 */
export function hmacKey(secret: string): KeyObject {
  let key = kept.get(secret);
  if (!key) {
    key = createSecretKey(secret, 'utf8');
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(secret, key);
  }
  return key;
}
