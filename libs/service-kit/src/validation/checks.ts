import { isCurrency, isUuid } from '#kernel';

/** A whole number or a decimal with up to three places, as a person writes an amount. */
const AMOUNT = /^\d{1,12}(\.\d{1,4})?$/;
const EMAIL = /^[^\s@"(),:;<>[\\\]]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** The form of an amount (its currency decides the decimals: kernel's `parseAmount`); a JSON number must be exact. */
export function faultOfAmount(value: unknown): string | undefined {
  const exact = typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  const text = typeof value === 'string' ? value : exact ? String(value) : '';
  if (!AMOUNT.test(text)) return 'must be a positive decimal number with at most 12 digits before the point';
  return Number(text) > 0 ? undefined : 'must be greater than zero';
}

export function faultOfUuid(value: unknown): string | undefined {
  return isUuid(value) ? undefined : 'must be a UUID';
}

export function faultOfCurrency(value: unknown): string | undefined {
  return isCurrency(value) ? undefined : 'is not a currency we accept (ISO 4217, upper case)';
}

export function faultOfEmail(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 254 && EMAIL.test(value)
    ? undefined
    : 'must be an e-mail address';
}

export function faultOfTime(value: unknown): string | undefined {
  const good = typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value));
  return good ? undefined : 'must be a time like 2026-01-31T09:30:00Z';
}

export function faultOfUrl(value: unknown): string | undefined {
  const good = typeof value === 'string' && value.length <= 2048 && URL.canParse(value) && /^https?:/.test(value);
  return good ? undefined : 'must be an http or https URL';
}

export function faultOfInteger(value: unknown, min: number, max: number): string | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return 'must be a whole number';
  return value < min || value > max ? `must be from ${min} to ${max}` : undefined;
}

/** A key of the JSON text that names card details; a quote inside a value is escaped there. */
const CARD_FIELD = /(?<!\\)"(card_?number|card_details|pan|cvv2?|cvc2?|security_code)":/i;

/** A free JSON object of the caller's own: bounded, so that it can be kept and sent on. */
export function faultOfMetadata(value: unknown, maxBytes: number): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be a JSON object';
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) > maxBytes) return `must have at most ${maxBytes} bytes`;
  if (CARD_FIELD.test(text)) return 'must not have card details';
  return /\\u0000|\\ud[89a-f][0-9a-f]{2}/i.test(text) ? 'has broken characters' : undefined;
}
