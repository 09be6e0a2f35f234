import { Client } from 'pg';
import { parseEncryptionKeys, SecretBox } from './secret-box.js';

/** Where a service keeps ciphertext: a column that is a sealed text, or JSON with sealed texts in it. */
export interface SealedColumn {
  readonly table: string;
  /** The primary key; with `context` it makes what the ciphertext is bound to: `<context>:<key>`. */
  readonly key: string;
  readonly column: string;
  readonly type: 'text' | 'jsonb';
  readonly context: string;
}

export interface Resealed {
  /** Rows sealed again by the current key. */
  readonly rows: number;
  /** Rows that still need another key: someone wrote them meanwhile. */
  readonly left: number;
}

const SEALED = /\bv1\.[\w-]{1,32}\.[\w-]{38,}/g;
const BATCH = 500;

interface Row {
  readonly key: string;
  readonly text: string;
}

/**
 * Seals again by the current key what an older one sealed, so that the older one can go. Runs beside the service: a row
 * that changed meanwhile is left as it is.
 */
export async function reseal(url: string, keys: string, columns: readonly SealedColumn[]): Promise<Resealed> {
  const client = new Client({ connectionString: url, application_name: 'reseal' });
  await client.connect();
  try {
    const box = new SecretBox(keys);
    const stale = `\\mv1\\.(?!${parseEncryptionKeys(keys)[0]?.id}\\.)`;
    let [rows, left] = [0, 0];
    for (const column of columns) {
      rows += await sealColumn(client, column, box, stale);
      left += (await staleRows(client, column, stale)).length;
    }
    return { rows, left };
  } finally {
    await client.end();
  }
}

/** Ends with the last stale row, or when all that are left have just changed. */
async function sealColumn(client: Client, column: SealedColumn, box: SecretBox, stale: string): Promise<number> {
  let sum = 0;
  for (;;) {
    let changed = 0;
    for (const row of await staleRows(client, column, stale)) changed += await replace(client, column, box, row);
    if (changed === 0) return sum;
    sum += changed;
  }
}

async function staleRows(client: Client, { table, key, column }: SealedColumn, stale: string): Promise<Row[]> {
  const select = `select ${key}::text as key, ${column}::text as text from ${table} where ${column}::text ~ $1 limit $2`;
  return (await client.query<Row>(select, [stale, BATCH])).rows;
}

async function replace(client: Client, { table, key, column, type, context }: SealedColumn, box: SecretBox, row: Row) {
  const bound = `${context}:${row.key}`;
  const text = row.text.replaceAll(SEALED, (sealed) => box.seal(box.open(sealed, bound), bound));
  const change = `update ${table} set ${column} = $3::${type} where ${key}::text = $1 and ${column}::text = $2`;
  return (await client.query(change, [row.key, row.text, text])).rowCount ?? 0;
}
