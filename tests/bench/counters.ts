import type pg from 'pg';
import type { BenchPlatform } from './bench-platform.js';
import { cpuOf } from './processes.js';
import { SERVICE_SPECS, type ServiceName } from '../../deploy/local/src/platform/services.js';
import { openClient } from './open-client.js';

/** What the platform has used so far. */
export interface Used {
  readonly cpuSeconds: Readonly<Record<string, number>>;
  /** Commits by service's database. */
  readonly commits: Readonly<Record<string, number>>;
  /** Messages published by service, each a frame of events. */
  readonly messages: Readonly<Record<string, number>>;
  readonly events: Readonly<Record<string, number>>;
  /** Statements by service's database, where they are counted. */
  readonly statements: Readonly<Record<string, number>>;
}

const WITH_DATABASE = SERVICE_SPECS.filter(({ database }) => database !== undefined).map(({ name }) => name);

/** Processes by name: each service, PostgreSQL and RabbitMQ with their children, and this load generator. */
export function rootsOf({ platform, data }: BenchPlatform): Record<string, number> {
  const services = SERVICE_SPECS.map(({ name }) => [name, platform.pid(name)] as const);
  const own = { postgresql: data.postgres?.pid ?? 0, rabbitmq: data.broker?.pid ?? 0 };
  return { ...Object.fromEntries(services), ...own };
}

export async function readUsed(bench: BenchPlatform, withStatements: boolean): Promise<Used> {
  const cpuSeconds = {
    ...cpuOf(rootsOf(bench)),
    'load generator': process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
  };
  const client = await openClient(bench.data.databaseUrl);
  const names = new Map(
    WITH_DATABASE.map((name) => [new URL(bench.platform.databaseUrl(name)).pathname.slice(1), name]),
  );
  const commits = await byDatabase(client, names, 'select datname, xact_commit::float8 as n from pg_stat_database');
  const statements = withStatements
    ? await byDatabase(
        client,
        names,
        `select d.datname, sum(s.calls)::float8 as n from pg_stat_statements s join pg_database d on d.oid = s.dbid
         where s.query not like '%bench%' group by 1`,
      )
    : {};
  await client.end();
  const [messages, events] = await Promise.all(
    ['outbox_frames_total', 'outbox_published_total'].map((metric) => fromMetrics(bench, metric)),
  );
  return { cpuSeconds, commits, statements, messages: messages ?? {}, events: events ?? {} };
}

/** Where PostgreSQL's time went since the server started, to plan and to execute; the dearest statements first. */
export async function dearestStatements({ data }: BenchPlatform, count: number): Promise<string[]> {
  const client = await openClient(data.databaseUrl);
  const { rows } = await client.query<{ line: string }>(
    `select format('%s ms + %s ms for %s plans  %s calls  %s ms each  %s rows  %s', round(total_exec_time::numeric),
       round(total_plan_time::numeric), plans, calls, round(mean_exec_time::numeric, 3), rows,
       left(regexp_replace(query, '\\s+', ' ', 'g'), 110)) as line
     from pg_stat_statements order by total_exec_time + total_plan_time desc limit $1`,
    [count],
  );
  await client.end();
  return rows.map(({ line }) => line);
}

export function usedBetween(before: Used, after: Used): Used {
  const less = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(b).map(([name, value]) => [name, value - (a[name] ?? 0)]));
  return {
    cpuSeconds: less(before.cpuSeconds, after.cpuSeconds),
    commits: less(before.commits, after.commits),
    statements: less(before.statements, after.statements),
    messages: less(before.messages, after.messages),
    events: less(before.events, after.events),
  };
}

async function byDatabase(
  client: pg.Client,
  names: ReadonlyMap<string, ServiceName>,
  text: string,
): Promise<Record<string, number>> {
  const { rows } = await client.query<{ datname: string; n: number }>(text);
  const found: Record<string, number> = {};
  for (const { datname, n } of rows) {
    const name = names.get(datname);
    if (name !== undefined) found[name] = n;
  }
  return found;
}

async function fromMetrics({ platform }: BenchPlatform, metric: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const name of WITH_DATABASE) {
    const text = await fetch(`${platform.url(name)}/metrics`).then((answer) => answer.text());
    const value = new RegExp(`^[^#\\n]*${metric}[^\\n]* ([0-9.e+]+)$`, 'm').exec(text)?.[1];
    if (value !== undefined) found[name] = Number(value);
  }
  return found;
}
