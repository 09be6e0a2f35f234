export type Row = Readonly<Record<string, unknown>>;

/** Rows as parameters, one array a column: as JSON, `payment` took twice the server's time (docs/performance.md). */
export interface RowArrays {
  /** `id, status` */
  readonly names: string;
  /** `unnest($1::uuid[], $2::text[]) as r (id, status)` */
  readonly source: string;
  /** The parameters for these rows: `[[id, …], [status, …]]`. Objects are written as JSON. */
  of(rows: readonly Row[]): unknown[][];
}

/** @param columns names and types, as in `id uuid, status text`; no column may be an array itself. */
export function rowArrays(columns: string): RowArrays {
  const pairs = columns.split(',').map((column) => column.trim().split(/\s+/) as [name: string, type: string]);
  const names = pairs.map(([name]) => name);
  const arrays = pairs.map(([, type], at) => `$${at + 1}::${type}[]`);
  return {
    names: names.join(', '),
    source: `unnest(${arrays.join(', ')}) as r (${names.join(', ')})`,
    of: (rows) => names.map((name) => rows.map((row) => valueOf(row[name]))),
  };
}

function valueOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}
