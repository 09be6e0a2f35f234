import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { hmacKey } from '#kernel';

export const SIGNATURE_HEADER = 'simulator-signature';
export const EVENT_ID_HEADER = 'simulator-event-id';

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. */
export function signEvent(secret: string | KeyObject, body: string, atS: number): string {
  return `t=${atS},v1=${createHmac('sha256', typeof secret === 'string' ? hmacKey(secret) : secret).update(`${atS}.`).update(body).digest('hex')}`;
}

/** A signature of the right form by a secret nobody has. */
export function forgeSignature(body: string, atS: number): string {
  return signEvent(createSecretKey(randomBytes(32)), body, atS);
}
