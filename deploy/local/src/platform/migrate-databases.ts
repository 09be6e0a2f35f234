import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { type Migrations, runMigrations } from '#postgres';

/** One service's database and the built file that exports its `migrations`. */
export interface DatabaseToMigrate {
  service: string;
  url: string;
  migrations: string;
}

/** How many databases at once: two cores have no use for more. */
const AT_ONCE = 2;

const queue = JSON.parse(await text(process.stdin)) as DatabaseToMigrate[];

/** Does what each service's `migrate` does. */
async function migrateOne({ service, url, migrations: file }: DatabaseToMigrate): Promise<void> {
  const { migrations } = (await import(pathToFileURL(file).href)) as { migrations: readonly unknown[] };
  await runMigrations(url, [...migrations] as unknown as Migrations).catch((error: unknown) => {
    console.error(`${service}: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  });
}

async function worker(): Promise<void> {
  for (let next = queue.shift(); next; next = queue.shift()) await migrateOne(next);
}

await Promise.all(Array.from({ length: AT_ONCE }, worker));
