import type pg from 'pg';

/** Columns of the copy that differ from the original: SQL over `i`, a row of the arrays given. */
export type Differences = Readonly<Record<string, string>>;

export interface Copying {
  readonly table: string;
  /** Which rows are copied, by `$1`. */
  readonly where: string;
  readonly differences: Differences;
}

/**
 * Copies rows once for each of `ids`, which are handed to SQL as the rows `i(<names>)`. What was made once through the
 * real API exists as many times as a load needs it, down to every column.
 */
export async function cloneRows(
  client: pg.Client,
  { table, where, differences }: Copying,
  original: string,
  ids: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const columns = await columnsOf(client, table);
  const names = Object.keys(ids);
  const values = columns.map((column) => differences[column] ?? `t.${quoted(column)}`);
  const arrays = names.map((_, at) => `$${at + 2}::text[]`).join(', ');
  await client.query(
    `insert into ${table} (${columns.map(quoted).join(', ')}) select ${values.join(', ')}
     from ${table} t, unnest(${arrays}) as i(${names.join(', ')}) where ${where}`,
    [original, ...names.map((name) => ids[name])],
  );
}

const quoted = (name: string): string => `"${name}"`;

async function columnsOf(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = ''
     order by attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}
