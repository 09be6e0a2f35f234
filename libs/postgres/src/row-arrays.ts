export type Row = Readonly<Record<string, unknown>>;

/** Rows as parameters, one array a column: as JSON, `payment` took twice the server's time (docs/performance.md). */
export interface RowArrays {
  /** `id, status` */
  readonly names: string;
  /** `unnest($1::uuid[], $2::text[]) as r (id, status)` */
  readonly source: string;
  /** The parameters for these rows: `[[id, …], [status, …]]`. Values of json columns are written as JSON. */
  of(rows: readonly Row[]): unknown[][];
}

/** @param columns names and types, as in `id uuid, status text`; no column may be an array itself. */
export function rowArrays(columns: string): RowArrays {
  const pairs = columns.split(',').map((column) => column.trim().split(/\s+/) as [name: string, type: string]);
  const names = pairs.map(([name]) => name);
  const valueOf = pairs.map(([, type]) => (type.startsWith('json') ? jsonOf : plainOf));
  const arrays = pairs.map(([, type], at) => `$${at + 1}::${type}[]`);
  return {
    names: names.join(', '),
    source: `unnest(${arrays.join(', ')}) as r (${names.join(', ')})`,
    of: (rows) => names.map((name, at) => rows.map((row) => valueOf[at]?.(row[name]))),
  };
}

const plainOf = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);

const jsonOf = (value: unknown): unknown => (value === null || value === undefined ? value : JSON.stringify(value));
