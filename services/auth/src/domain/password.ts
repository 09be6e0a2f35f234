import { COMMON_PASSWORDS } from './common-passwords.js';

/** ASVS 5.0 6.2: a length, no rules of composition, nothing cut off. In characters as people count them. */
const MIN = 8;
const MAX = 128;

/**
 * The one form of a password that is hashed: the same keys pressed on two machines give the same text (NIST 800-63B).
 */
export function normalPassword(raw: string): string {
  return raw.normalize('NFKC');
}

/** Why a password may not be chosen, or undefined. */
export function faultOfPassword(password: string, email: string): string | undefined {
  const length = [...password].length;
  if (length < MIN || length > MAX) return `must have ${MIN} to ${MAX} characters`;
  if (!password.isWellFormed()) return 'has broken characters';
  const plain = password.toLowerCase();
  if (COMMON_PASSWORDS.has(plain) || /^(.{1,4})\1+$/.test(plain)) return 'is one of the most common passwords';
  return plain === email || plain === email.split('@', 1)[0] ? 'must not be the e-mail address' : undefined;
}
