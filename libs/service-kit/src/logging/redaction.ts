/** Compared in lower case. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-internal-credential',
  'password',
  'current_password',
  'new_password',
  'card_number',
  'cardnumber',
  'pan',
  'cvv',
  'cvc',
  'card_details',
  'secret',
  'client_secret',
  'webhook_secret',
  'token',
  'access',
  'refresh',
  'refresh_token',
  'payment_token',
  'salt',
  'key_secret',
  'api_key',
  'apikey',
]);
/** 13 to 19 digits, perhaps grouped, that are not part of an id or a longer number. */
const LONG_DIGITS = /(?<![0-9a-zA-Z.-])\d(?:[ -]?\d){12,18}(?![0-9a-zA-Z.-])/g;
const FULLWIDTH_DIGITS = /[\uff10-\uff19]/g;
const MAX_DEPTH = 8;

/**
 * Replaces what passes the card checksum (Luhn) among runs of 13–19 digits, whatever groups them, with first 6 and
 * last 4.
 */
export function maskCardNumbers(text: string): string {
  const plain = text.replace(FULLWIDTH_DIGITS, (digit) => String(digit.charCodeAt(0) - 0xff10));
  return plain.replace(LONG_DIGITS, (run) => {
    const digits = run.replace(/\D/g, '');
    return isCardNumber(digits) ? `${digits.slice(0, 6)}******${digits.slice(-4)}` : run;
  });
}

/** The Luhn checksum of a text of digits. */
export function isCardNumber(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    const weighed = i % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

/** A copy of a log object without the values of secret names, at any depth. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    copy[name] =
      SECRET_NAMES.has(name.toLowerCase()) && one !== undefined ? '[redacted]' : withoutSecrets(one, depth + 1);
  }
  return copy;
}
