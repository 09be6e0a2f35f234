import { types } from 'pg';

const INT8 = 20;
const INT8_ARRAY = 1016;
const NUMERIC = 1700;
const NUMERIC_ARRAY = 1231;
const DATE = 1082;
const DATE_ARRAY = 1182;
const TEXT_ARRAY = 1009;

/** An integer column as a number; throws RangeError for what a double can't hold exactly. */
function integer(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a safe integer`);
  return value;
}

/** `sum(bigint)` is numeric: whole numbers are guarded like int8, fractions become the nearest double. */
const numeric = (text: string): number => (/^-?\d+$/.test(text) ? integer(text) : Number(text));

/** A date has no time zone: it stays `YYYY-MM-DD`. */
const date = (text: string): string => text;

type Parse = (text: string) => unknown;
const parserOf = types.getTypeParser as unknown as (oid: number, format?: 'text' | 'binary') => Parse;
const textArray = parserOf(TEXT_ARRAY) as (text: string) => (string | null)[];
const arrayOf = (parse: Parse) => (text: string) => textArray(text).map((item) => (item === null ? null : parse(item)));

const PARSERS: Readonly<Record<number, Parse>> = {
  [INT8]: integer,
  [INT8_ARRAY]: arrayOf(integer),
  [NUMERIC]: numeric,
  [NUMERIC_ARRAY]: arrayOf(numeric),
  [DATE]: date,
  [DATE_ARRAY]: arrayOf(date),
};

/**
 * How columns are read, for the connections that are given it (nothing is set globally): int8 and numeric as guarded
 * numbers, date as text, everything else as `pg` does (timestamptz → Date, jsonb → parsed).
 */
export const columnTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): Parse {
    const own = format === 'binary' ? undefined : PARSERS[oid];
    return own ?? parserOf(oid, format);
  },
};
