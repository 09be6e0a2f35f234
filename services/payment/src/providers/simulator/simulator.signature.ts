import { createHmac, timingSafeEqual } from 'node:crypto';
import { hmacKey } from '#kernel';

export const SIGNATURE_HEADER = 'simulator-signature';
export const EVENT_ID_HEADER = 'simulator-event-id';

/** How far an event's time may lie from ours, in seconds, both ways. */
const TOLERANCE_S = 300;
/** Signatures of one header that are looked at; a provider rolling its secret sends two. */
const MAX_SIGNATURES = 5;
const MAX_HEADER_LENGTH = 1_024;
/** Whole seconds of our century: no sign, fraction, blank or milliseconds. */
const UNIX_SECONDS = /^[1-9]\d{9}$/;
const HEX_SHA256 = /^[0-9a-f]{64}$/;

interface SignatureHeader {
  readonly timestamp: string;
  readonly signatures: readonly Buffer[];
}

/**
 * Whether `simulator-signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">` was made over exactly these bytes
 * with one of `secrets`, at most five minutes from `nowS`. False, never a throw, for anything else; blank secrets
 * verify nothing.
 */
export function verifyEventSignature(
  secrets: readonly string[],
  header: unknown,
  rawBody: Buffer,
  nowS: number,
): boolean {
  const parsed = parseHeader(header);
  if (!parsed || Math.abs(nowS - Number(parsed.timestamp)) > TOLERANCE_S) return false;
  return secrets.some((secret) => {
    if (secret.trim() === '') return false;
    const expected = createHmac('sha256', hmacKey(secret)).update(`${parsed.timestamp}.`).update(rawBody).digest();
    return parsed.signatures.some((given) => timingSafeEqual(given, expected));
  });
}

/** Only decoded values of exactly 32 bytes leave here, so that they can be compared in constant time. */
function parseHeader(header: unknown): SignatureHeader | undefined {
  if (typeof header !== 'string' || header.length > MAX_HEADER_LENGTH) return undefined;
  let timestamp: string | undefined;
  const signatures: Buffer[] = [];
  for (const part of header.split(',')) {
    const at = part.indexOf('=');
    const value = part.slice(at + 1);
    const name = at < 0 ? '' : part.slice(0, at);
    if (name === 't') {
      if (timestamp !== undefined || !UNIX_SECONDS.test(value)) return undefined;
      timestamp = value;
    } else if (name === 'v1' && signatures.length < MAX_SIGNATURES && HEX_SHA256.test(value)) {
      signatures.push(Buffer.from(value, 'hex'));
    }
  }
  return timestamp === undefined || signatures.length === 0 ? undefined : { timestamp, signatures };
}

/** Whether hex HMAC-SHA256 of `session|payment|status` under the checkout secret is `signature`, constant in time. */
export function verifyCheckoutSignature(
  secret: string,
  signature: unknown,
  parts: readonly [string, string, string],
): boolean {
  if (secret.trim() === '' || typeof signature !== 'string' || !HEX_SHA256.test(signature)) return false;
  // A separator inside a part would let a character move from one part to the next.
  if (parts.some((part) => part.includes('|'))) return false;
  const expected = createHmac('sha256', hmacKey(secret)).update(parts.join('|')).digest();
  return timingSafeEqual(Buffer.from(signature, 'hex'), expected);
}
