import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { maskCardNumbers } from '../logging/redaction.js';
import * as check from './checks.js';
import { checked, faultOfText, type PlainTextRules } from './plain-text.js';

type Bounds = { readonly min?: number; readonly max?: number };
type ListBounds = { readonly minItems?: number; readonly maxItems?: number };
type Class = new () => object;

/**
 * One decorator a DTO field: checks it (class-validator), converts it where it comes from a query, and describes it in
 * OpenAPI. `Field.text({ max: 80 })` is required; `Field.optional.text({ max: 80 })` may be left out (null is not
 * "left out").
 */
function fields(required: boolean) {
  const make = (api: ApiPropertyOptions, ...rules: PropertyDecorator[]) =>
    applyDecorators(
      ApiProperty({ ...api, required } as ApiPropertyOptions),
      ...(required ? [] : [ValidateIf((_object: unknown, value: unknown) => value !== undefined)]),
      ...rules,
    );
  const one = (api: ApiPropertyOptions, name: string, faultOf: (value: unknown) => string | undefined) =>
    make(api, checked(name, faultOf));
  const number = Transform(({ value }: { value: unknown }) => numberOf(value));
  return {
    /** A text for people (see `PlainText`); card numbers in it are masked before anyone sees it, unless `verbatim`. */
    text: (rules: PlainTextRules) =>
      make(
        { type: String, maxLength: rules.max },
        ...(rules.verbatim ? [] : [masked]),
        checked('plainText', (value) => faultOfText(value, rules)),
      ),
    /** A text of a given form; `example` says what it looks like. */
    pattern: (pattern: RegExp, example: string) =>
      one({ type: String, pattern: pattern.source, example }, 'pattern', (value) =>
        typeof value === 'string' && pattern.test(value) ? undefined : `must look like ${example}`,
      ),
    /** Something secret of the caller: any characters, only its length is checked; never shown in documents. */
    password: ({ min = 8, max = 128 }: Bounds = {}) =>
      one({ type: String, format: 'password', minLength: min, maxLength: max }, 'password', (value) =>
        typeof value === 'string' && value.length >= min && value.length <= max
          ? undefined
          : `must have ${min} to ${max} characters`,
      ),
    uuid: () => one({ type: String, format: 'uuid' }, 'uuid', check.faultOfUuid),
    email: () => one({ type: String, format: 'email' }, 'email', check.faultOfEmail),
    url: () => one({ type: String, format: 'uri' }, 'url', check.faultOfUrl),
    /** RFC 3339 with a zone; stays a string. */
    time: () => one({ type: String, format: 'date-time' }, 'time', check.faultOfTime),
    /** A decimal string or exact JSON number; turn it into minor units with kernel's `parseAmount(value, currency)`. */
    amount: () =>
      one({ oneOf: [{ type: 'string' }, { type: 'number' }], example: '100.00' }, 'amount', check.faultOfAmount),
    currency: () => one({ type: String, example: 'INR' }, 'currency', check.faultOfCurrency),
    /** A whole number; from a query string too. */
    int: ({ min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: Bounds = {}) =>
      make(
        { type: 'integer', minimum: min, maximum: max },
        number,
        checked('int', (value) => check.faultOfInteger(value, min, max)),
      ),
    bool: () =>
      make(
        { type: Boolean },
        Transform(({ value }: { value: unknown }) => booleanOf(value)),
        IsBoolean(),
      ),
    oneOf: (choices: readonly string[]) =>
      make(
        { type: String, enum: [...choices] },
        IsIn([...choices], { message: `must be one of ${choices.join(', ')}` }),
      ),
    /** The caller's own JSON object, kept as it is but for card numbers, which are masked. */
    metadata: ({ maxBytes = 8_192 }: { maxBytes?: number } = {}) =>
      make(
        { type: 'object', additionalProperties: true },
        masked,
        checked('metadata', (value) => check.faultOfMetadata(value, maxBytes)),
      ),
    /** A nested DTO. */
    object: (type: () => Class) =>
      make({ type }, IsObject({ message: 'must be an object' }), ValidateNested(), Type(type)),
    /** A list of nested DTOs. */
    list: (type: () => Class, { minItems = 0, maxItems = 100 }: ListBounds = {}) =>
      make(
        { type, isArray: true, minItems, maxItems },
        IsArray(),
        ArrayMinSize(minItems),
        ArrayMaxSize(maxItems),
        ValidateNested({ each: true }),
        Type(type),
      ),
    texts: ({ minItems = 0, maxItems = 100, ...rules }: ListBounds & PlainTextRules) =>
      make(
        { type: String, isArray: true, minItems, maxItems },
        masked,
        checked('texts', (value) => faultOfList(value, minItems, maxItems, (item) => faultOfText(item, rules))),
      ),
    uuids: ({ minItems = 0, maxItems = 100 }: ListBounds = {}) =>
      one({ type: String, format: 'uuid', isArray: true, minItems, maxItems }, 'uuids', (value) =>
        faultOfList(value, minItems, maxItems, check.faultOfUuid),
      ),
  };
}

const masked = Transform(({ value }: { value: unknown }) => maskedDeep(value));

export const Field = { ...fields(true), optional: fields(false) };

/** Every text in a value without card numbers; the depth of JSON bodies is bounded before. */
function maskedDeep(value: unknown): unknown {
  if (typeof value === 'string') return maskCardNumbers(value);
  if (Array.isArray(value)) return value.map(maskedDeep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [maskCardNumbers(name), maskedDeep(one)]));
}

function faultOfList(value: unknown, min: number, max: number, faultOf: (item: unknown) => string | undefined) {
  if (!Array.isArray(value)) return 'must be a list';
  if (value.length < min || value.length > max) return `must have ${min} to ${max} items`;
  const at = value.findIndex((item) => faultOf(item) !== undefined);
  return at < 0 ? undefined : `item ${at} ${faultOf(value[at])}`;
}

/** Query strings are text; only plain decimal digits stand for a number. JSON numbers stay what they are. */
function numberOf(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

function booleanOf(value: unknown): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}
