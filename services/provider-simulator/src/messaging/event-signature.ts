import { createHmac, randomBytes } from 'node:crypto';

export const SIGNATURE_HEADER = 'simulator-signature';
export const EVENT_ID_HEADER = 'simulator-event-id';

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. */
export function signEvent(secret: string, body: string, atS: number): string {
  return `t=${atS},v1=${createHmac('sha256', secret).update(`${atS}.`).update(body).digest('hex')}`;
}

/** A signature of the right form by a secret nobody has. */
export function forgeSignature(body: string, atS: number): string {
  return signEvent(randomBytes(32).toString('hex'), body, atS);
}
