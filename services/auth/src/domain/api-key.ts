import { createHash } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 62^43 > 2^256 and 62^6 > 2^32: fixed widths, so that the parts need no separator. */
const SECRET_CHARS = 43;
const CHECK_CHARS = 6;
const FORM = new RegExp(`^fg_(test|live)_([0-9A-Za-z]{${SECRET_CHARS}})([0-9A-Za-z]{${CHECK_CHARS}})$`);

/** The secret in clear, once, and what is kept of it. */
export interface MintedKey {
  readonly key: string;
  /** Shown to tell keys apart: mode and the first four characters of the secret. */
  readonly prefix: string;
  readonly last4: string;
  readonly hash: Buffer;
}

/** Makes a key of 32 random bytes: `fg_test_` or `fg_live_`, the bytes in base 62, six characters of checksum. */
export function mintKey(random: Buffer, livemode: boolean): MintedKey {
  if (random.length !== 32) throw new RangeError('a key is made of 32 random bytes');
  const mode = livemode ? 'live' : 'test';
  const secret = base62(random, SECRET_CHARS);
  const key = `fg_${mode}_${secret}${checksum(mode, secret)}`;
  return { key, prefix: `fg_${mode}_${secret.slice(0, 4)}`, last4: key.slice(-4), hash: hashKey(key) };
}

/** SHA-256: enough for 256 random bits, where a slow hash would only slow us (ASVS 5.0 6.5.2). */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Whether a text can be a key at all, so that typing errors and guesses cost no look-up. */
export function isKeyForm(text: string): boolean {
  const [, mode, secret, check] = FORM.exec(text) ?? [];
  return mode !== undefined && secret !== undefined && checksum(mode, secret) === check;
}

function checksum(mode: string, secret: string): string {
  return base62(createHash('sha256').update(`${mode}:${secret}`).digest().subarray(0, 4), CHECK_CHARS);
}

function base62(bytes: Buffer, width: number): string {
  let value = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (; value > 0n; value /= 62n) text = `${ALPHABET[Number(value % 62n)]}${text}`;
  return text.padStart(width, '0');
}
