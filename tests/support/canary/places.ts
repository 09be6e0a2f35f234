import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'amqplib';
import pg from 'pg';
import type { Needles } from './needles.js';

/** What was looked through, and where something was found: never what. */
export class Findings {
  readonly found = new Map<string, number>();
  readonly looked: Record<string, number> = {};
  private readonly lookedAt = new Map<string, number>();

  constructor(private readonly needles: Needles) {}

  look(what: string, place: string, text: string): void {
    this.looked[what] = (this.looked[what] ?? 0) + 1;
    this.lookedAt.set(place, (this.lookedAt.get(place) ?? 0) + 1);
    for (const kind of this.needles.in(text)) {
      const line = `${kind} in ${place}`;
      this.found.set(line, (this.found.get(line) ?? 0) + 1);
    }
  }

  /** How often that place was looked at: a row each. */
  timesAt(place: string): number {
    return this.lookedAt.get(place) ?? 0;
  }

  lines(): string[] {
    return [...this.found].map(([line, count]) => `${line} (${count})`);
  }
}

const ROWS_AT_ONCE = 2_000;

/** Every row of every table, bytea as hexadecimal text. */
export async function lookIntoDatabase(findings: Findings, name: string, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`,
    );
    for (const table of tables) await lookIntoTable(findings, client, { service: name, table: table.name });
  } finally {
    await client.end();
  }
}

async function lookIntoTable(findings: Findings, client: pg.Client, { service, table }: Record<string, string>) {
  await client.query(`begin; declare canary no scroll cursor for select t::text as text from ${table} t`);
  for (let more = true; more;) {
    const { rows } = await client.query<{ text: string }>(`fetch ${ROWS_AT_ONCE} from canary`);
    for (const { text } of rows) findings.look('rows', `${service}.${table}`, text);
    more = rows.length === ROWS_AT_ONCE;
  }
  await client.query('rollback');
}

/** Every file of a folder; a mail's long lines are put together again. */
export async function lookIntoFolder(findings: Findings, what: string, folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((one) => one.isFile())) {
    const text = await readFile(join(folder, entry.name), 'utf8');
    findings.look(what, `${what} ${entry.name.replace(/[0-9a-f-]{36}/g, '…')}`, plain(text));
  }
}

const plain = (text: string): string => text.replace(/=\r?\n/g, '').replaceAll('=3D', '=');

/** Every message that waits in a queue now; all of them go back. */
export async function lookIntoQueues(findings: Findings, url: string, queues: readonly string[]): Promise<void> {
  const connection = await connect(url);
  try {
    for (const queue of queues) {
      // A channel of its own: a queue that is not there closes it, and its end hands back what was got.
      const channel = await connection.createChannel();
      channel.on('error', () => undefined);
      const there = await channel.checkQueue(queue).catch(() => undefined);
      for (let left = there?.messageCount ?? 0; left > 0; left -= 1) {
        const message = await channel.get(queue);
        if (message === false) break;
        const { headers } = message.properties;
        findings.look('waiting messages', `queue ${queue}`, `${JSON.stringify(headers)} ${message.content.toString()}`);
      }
      if (there) await channel.close();
    }
  } finally {
    await connection.close();
  }
}
