import { sql, type Statement } from './statement.js';

/** A list that may be narrowed, as `filtered` makes it. */
export interface FilteredStatement<Filter extends string> {
  /** The statement with the conditions whose values are neither null nor undefined, and the values of both kinds. */
  by(
    values: readonly unknown[],
    filters: Readonly<Partial<Record<Filter, unknown>>>,
  ): [statement: Statement, values: unknown[]];
}

/**
 * A statement with conditions that are there or not, as one named statement a choice: one text for all, with
 * `($1 is null or …)`, would be planned without its values and could use no index.
 *
 * `conditions` have a `?` where their value goes; `textOf` puts those that are wanted (or `true`) into the text, whose
 * own parameters come first:
 * `filtered('shop.list-orders', { after: 'id < ?' }, (where) => `select … where ${where} order by id desc limit $1`)`.
 */
export function filtered<Filter extends string>(
  name: string,
  conditions: Readonly<Record<Filter, string>>,
  textOf: (where: string) => string,
): FilteredStatement<Filter> {
  const filters = Object.keys(conditions) as Filter[];
  const own = highestParameter(textOf('true'));
  const made = new Map<string, Statement>();
  const variant = (chosen: readonly Filter[]): Statement => {
    const key = chosen.map((filter) => filters.indexOf(filter).toString(36)).join('');
    const known = made.get(key);
    if (known) return known;
    const where = chosen.map((filter, at) => conditions[filter].replaceAll('?', `$${own + at + 1}`));
    const statement = sql(key === '' ? name : `${name}+${key}`, textOf(where.join(' and ') || 'true'));
    made.set(key, statement);
    return statement;
  };
  // Specs see the plans of each condition alone and beside each other one; any more of them only read fewer rows.
  for (const one of filters) for (const other of filters) variant(filters.filter((f) => f === one || f === other));
  variant([]);
  return {
    by(values, wanted) {
      const chosen = filters.filter((filter) => (wanted[filter] ?? null) !== null);
      return [variant(chosen), [...values, ...chosen.map((filter) => wanted[filter])]];
    },
  };
}

function highestParameter(text: string): number {
  return Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
}
