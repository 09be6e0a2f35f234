import { type Database, type Migrations, namedStatements, type Statement } from '#postgres';
import { growTables } from './grown-tables.js';
import { testDatabase } from './test-database.js';

export interface PlanChecks {
  readonly migrations: Migrations;
  /** Tables that stay as small as they are made. */
  readonly small?: readonly string[];
  /** Statements that read whole tables or indexes all the same, and why. */
  readonly except?: Readonly<Record<string, string>>;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
  readonly [detail: string]: unknown;
}

/** A row a migration, a shard, a minute of two days, a process, a consumer that trails behind. */
const SMALL = ['migrations', 'outbox_cursor', 'outbox_checkpoint', 'lease_holder', 'outbox_straggler'];
const EXCEPT: PlanChecks['except'] = { 'dead-letter.open': 'counts by the index of those that are open' };
/** A lib's statement whose table this service does not have. */
const UNKNOWN_TABLE = '42P01';
/** A condition that a value may switch off. */
const CONDITIONS = ['Filter', 'Join Filter', 'Index Cond', 'Recheck Cond'];
const OPTIONAL = /\$\d+ IS (NOT )?NULL|COALESCE\(\$\d+|\(NOT \$\d+\)/;

/**
 * Plans every statement that the loaded modules have named, without its values, as the services' sessions do: while the
 * tables are new, for such a plan is kept as they fill, and with a million rows in each. Gives what would read more the
 * more rows there are: a table or an index from end to end outside a limit, or a condition that is there or not by a
 * value. Exceptions that are not needed are given too. A server before 16 can't plan without values: then it gives
 * nothing.
 */
export async function costlyPlans({ migrations, small = [], except = {} }: PlanChecks): Promise<string[]> {
  const test = await testDatabase({ migrations, poolSize: 1 });
  try {
    if (!(await plansWithoutValues(test.database))) return [];
    const ignored = [...SMALL, ...small];
    const found = new Map<string, string[]>();
    const look = async (faults: (plan: PlanNode) => string[]): Promise<void> => {
      for (const statement of namedStatements()) {
        const plan = await planOf(test.database, statement);
        if (plan) found.set(statement.name, [...(found.get(statement.name) ?? []), ...faults(plan)]);
      }
    };
    await look((plan) => tablesRead(plan, ignored).map((table) => `reads all of ${table} when planned without rows`));
    await growTables(test.url, ignored);
    await look((plan) => faultsOf(plan, ignored, false));
    const unneeded = Object.keys(except).filter((name) => (found.get(name) ?? []).length === 0);
    return [
      ...[...found]
        .filter(([name]) => !(name in { ...EXCEPT, ...except }))
        .flatMap(([name, faults]) => faults.map((fault) => `${name}: ${fault}`)),
      ...unneeded.map((name) => `${name}: is no exception`),
    ];
  } finally {
    await test.close();
  }
}

async function plansWithoutValues(database: Database): Promise<boolean> {
  const [row] = await database.query<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
  );
  return (row?.version ?? 0) >= 160_000;
}

async function planOf(database: Database, { name, text }: Statement): Promise<PlanNode | undefined> {
  try {
    const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `explain (generic_plan, format json) ${text}`,
    );
    return row?.['QUERY PLAN'][0].Plan;
  } catch (error) {
    if ((error as { code?: string }).code === UNKNOWN_TABLE) return undefined;
    throw new Error(`${name} can not be planned`, { cause: error });
  }
}

function tablesRead(node: PlanNode, ignored: readonly string[]): string[] {
  const { 'Node Type': type, 'Relation Name': table = '', Plans = [] } = node;
  const inner = Plans.flatMap((plan) => tablesRead(plan, ignored));
  return type === 'Seq Scan' && !ignored.includes(table) ? [table, ...inner] : inner;
}

function faultsOf(node: PlanNode, small: readonly string[], limited: boolean): string[] {
  const { 'Node Type': type, 'Relation Name': table = '', Plans = [], ...details } = node;
  const inner = Plans.flatMap((plan) => faultsOf(plan, small, limited || type === 'Limit'));
  if (small.includes(table)) return inner;
  const whole = type.startsWith('Index') && table !== '' && details['Index Cond'] === undefined && !limited;
  return [
    ...(type === 'Seq Scan' ? [`reads all of ${table}`] : []),
    ...(whole ? [`reads all of ${details['Index Name']}`] : []),
    ...(CONDITIONS.some((kind) => OPTIONAL.test(String(details[kind])))
      ? ['has a condition that a value may switch off']
      : []),
    ...inner,
  ];
}
