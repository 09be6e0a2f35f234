import { registerDecorator } from 'class-validator';

/** C0 and C1 controls, bidirectional overrides and isolates, zero-width and line separators, byte-order mark. */
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;
const FORBIDDEN_MULTILINE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;
/** Scripts stack two or three marks on a letter; more is meant to overflow the page. */
const COMBINING_RUN = /\p{M}{6,}/u;

export interface PlainTextRules {
  /** Most characters (UTF-16 units). */
  readonly max: number;
  readonly min?: number;
  /** Line feeds may be in it. */
  readonly multiline?: boolean;
  /** An id of someone else's, where digits must stay: card numbers are not masked. */
  readonly verbatim?: boolean;
}

/**
 * What is wrong with a text from outside, or undefined: length, controls, lone surrogates, overrides, piles of marks.
 */
export function faultOfText(value: unknown, rules: PlainTextRules): string | undefined {
  if (typeof value !== 'string') return 'must be a text';
  if (value.length > rules.max) return `must have at most ${rules.max} characters`;
  if (value.trim().length < (rules.min ?? 1)) return `must have at least ${rules.min ?? 1} characters`;
  if (!value.isWellFormed()) return 'has broken characters';
  if ((rules.multiline ? FORBIDDEN_MULTILINE : FORBIDDEN).test(value)) return 'has characters that can not be shown';
  if (COMBINING_RUN.test(value)) return 'has too many combining marks';
  return undefined;
}

/** A text for people: refuses what a database or a page can't hold or show. */
export function PlainText(rules: PlainTextRules): PropertyDecorator {
  return checked('plainText', (value) => faultOfText(value, rules));
}

/** A class-validator decorator of a function that names the fault. */
export function checked(name: string, faultOf: (value: unknown) => string | undefined): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (value: unknown) => faultOf(value) === undefined,
        defaultMessage: (args) => faultOf(args?.value) ?? 'is not valid',
      },
    });
}
