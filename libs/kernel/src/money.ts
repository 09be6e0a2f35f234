import { DomainError, ERROR } from './domain-error.js';

/** Decimals of each currency we accept (ISO 4217). What a provider expects on the wire may differ: its adapter maps. */
const EXPONENTS: Readonly<Record<string, number>> = {
  AED: 2,
  ARS: 2,
  AUD: 2,
  BGN: 2,
  BHD: 3,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CLP: 0,
  CNY: 2,
  COP: 2,
  CZK: 2,
  DKK: 2,
  EGP: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  HUF: 2,
  IDR: 2,
  ILS: 2,
  INR: 2,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KES: 2,
  KRW: 0,
  KWD: 3,
  LKR: 2,
  MAD: 2,
  MXN: 2,
  MYR: 2,
  NGN: 2,
  NOK: 2,
  NPR: 2,
  NZD: 2,
  OMR: 3,
  PHP: 2,
  PKR: 2,
  PLN: 2,
  PYG: 0,
  QAR: 2,
  RON: 2,
  SAR: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TND: 3,
  TRY: 2,
  TWD: 2,
  UGX: 0,
  USD: 2,
  VND: 0,
  XAF: 0,
  XOF: 0,
  ZAR: 2,
};

const DECIMAL = /^(\d{1,12})(?:\.(\d+))?$/;

export function isCurrency(value: unknown): value is string {
  return typeof value === 'string' && Object.hasOwn(EXPONENTS, value);
}

/** Decimals of `currency`; refuses (1004) what we do not trade in, lower-case codes included. */
export function minorUnitsOf(currency: string): number {
  const exponent = Object.hasOwn(EXPONENTS, currency) ? EXPONENTS[currency] : undefined;
  if (exponent === undefined) throw invalid('currency', 'is not a currency we accept (ISO 4217, upper case)');
  return exponent;
}

/**
 * A decimal amount from outside (string, or JSON number) as integer minor units. Refuses (1004) zero, negatives, signs,
 * exponents, white space, more than 12 digits before the point, more decimals than the currency has (never rounds), and
 * what a double can't hold exactly.
 */
export function parseAmount(input: unknown, currency: string): number {
  const exponent = minorUnitsOf(currency);
  const match = DECIMAL.exec(decimalText(input));
  if (!match) throw invalid('amount', 'must be a positive decimal number with at most 12 digits before the point');
  const [, whole = '', fraction = ''] = match;
  if (fraction.length > exponent) throw invalid('amount', `has more decimals than ${currency} has (${exponent})`);
  const minor = Number(whole + fraction.padEnd(exponent, '0'));
  if (!Number.isSafeInteger(minor)) throw invalid('amount', 'is too large');
  if (minor <= 0) throw invalid('amount', 'must be greater than zero');
  return minor;
}

/** `12345, 'INR'` → `'123.45'`: always with all the decimals the currency has. */
export function formatAmount(amountMinor: number, currency: string): string {
  const exponent = minorUnitsOf(currency);
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** `basisPoints` of an amount (10 000 = all of it), in minor units, half rounded up; exact for all safe integers. */
export function shareOf(amountMinor: number, basisPoints: number): number {
  return Number((BigInt(amountMinor) * BigInt(basisPoints) + 5_000n) / 10_000n);
}

/** Splits `totalMinor` by `weights` so that the parts sum to it exactly; the largest remainders get the odd units. */
export function allocate(totalMinor: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum <= 0) throw new RangeError('weights must sum to more than zero');
  const exact = weights.map((weight) => (BigInt(totalMinor) * BigInt(weight)) / BigInt(sum));
  const rest = weights.map((weight, i) => ({ i, rest: (BigInt(totalMinor) * BigInt(weight)) % BigInt(sum) }));
  rest.sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1));
  const left = totalMinor - Number(exact.reduce((total, part) => total + part, 0n));
  const odd = new Set(rest.slice(0, left).map(({ i }) => i));
  return exact.map((part, i) => Number(part) + (odd.has(i) ? 1 : 0));
}

function decimalText(input: unknown): string {
  if (typeof input === 'string') return input;
  if (typeof input !== 'number' || !Number.isFinite(input)) return '';
  if (Math.abs(input) > Number.MAX_SAFE_INTEGER)
    throw invalid('amount', 'is too large for a JSON number: send a string');
  return String(input);
}

function invalid(field: string, message: string): DomainError {
  return new DomainError(ERROR.validation, `${field} ${message}`, { errors: [{ field, message }] });
}
