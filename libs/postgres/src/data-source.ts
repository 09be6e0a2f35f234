import { DataSource, type DataSourceOptions } from 'typeorm';
import { columnTypes } from './column-types.js';

export type Entities = NonNullable<DataSourceOptions['entities']>;
/** Classes that implement TypeORM's `MigrationInterface`, in any order: their timestamp suffix orders them. */
export type Migrations = readonly (abstract new () => object)[];

export interface PostgresOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Most connections of this process; 10 unless told. */
  readonly poolSize?: number;
  readonly entities?: Entities;
  readonly migrations?: Migrations;
  /** The server ends statements that run longer; none unless told. */
  readonly statementTimeoutMs?: number;
  /** The server ends transactions that idle longer, so that a stuck process frees its locks; 60 s unless told. */
  readonly idleInTransactionTimeoutMs?: number;
  /** How long to wait for a connection, busy pool included; 5 s unless told. */
  readonly connectTimeoutMs?: number;
  /** Told when an idle connection of the pool is lost; the pool replaces it. */
  readonly onIdleError?: (error: Error) => void;
}

/**
 * Named statements are planned once a connection. Left to itself the server planned many of them anew each time
 * (`= any($1)`, `unnest(…)`, `limit $1`): a quarter of all statement time, and 4.5 instead of 3.9 ms of its CPU a
 * payment. What a plan without values asks of the texts is told at `sql`; specs look at the plans.
 *
 * Such a plan outlives the moment it was made in. The tables of a fresh platform the server would rather read whole (25
 * of booking's 115 statements, with its default costs) and go on so until the next analyze, however fast they fill:
 * where there is an index, it is used. What has none seems to cost 1e10, and would be compiled for it each time.
 */
const SETTINGS = {
  TimeZone: 'UTC',
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  jit: 'off',
};
const SESSION = Object.entries(SETTINGS)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');

/** The TypeORM data source of a service, not yet initialised. */
export function createDataSource(options: PostgresOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: options.applicationName,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: options.connectTimeoutMs ?? 5_000,
    entities: (options.entities ?? []) as DataSourceOptions['entities'] & [],
    migrations: [...(options.migrations ?? [])] as NonNullable<DataSourceOptions['migrations']> & [],
    migrationsTransactionMode: 'each',
    installExtensions: false,
    synchronize: false,
    logging: false,
    poolErrorHandler: options.onIdleError ?? (() => undefined),
    extra: {
      types: columnTypes,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      // A statement leaves without waiting for the answers of those before it (TransactionScope).
      pipeline: true,
      options: SESSION,
      ...(options.statementTimeoutMs ? { statement_timeout: options.statementTimeoutMs } : {}),
      idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 60_000,
    },
  });
}
