import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Client, type Pool, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import type { IsolationLevel } from 'typeorm/driver/types/IsolationLevel.js';
import { backoffMs } from '#kernel';
import { columnTypes } from './column-types.js';
import { isConflict } from './errors.js';
import type { Statement } from './statement.js';
import { TransactionScope } from './transaction-scope.js';

export interface TransactionOptions {
  /** Further tries after a serialization failure or a deadlock; 3 unless told. Only the outermost call decides. */
  readonly retries?: number;
  readonly isolation?: IsolationLevel;
}

const RETRY = { baseMs: 5, capMs: 100, jitter: 0.9 };

/**
 * The database of a service. A transaction is ambient: everything called inside `transaction` uses its connection
 * without being handed one. Statements go through `pg` as named prepared statements; TypeORM migrates and keeps the
 * pool.
 */
@Injectable()
export class Database {
  private readonly scopes = new AsyncLocalStorage<TransactionScope>();
  private readonly finishers: (() => Promise<void>)[] = [];

  constructor(readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction and gives its result; a nested call joins. A serialization failure or a deadlock
   * runs `work` again (so it must have no effects outside the database); any other error rolls back and is thrown as
   * it is.
   */
  async transaction<T>(work: () => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    if (this.inTransaction()) return work();
    const retries = options.retries ?? 3;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(work, options);
      } catch (error) {
        if (attempt > retries || !isConflict(error)) throw error;
        await sleep(backoffMs(attempt, RETRY, Math.random));
      }
    }
  }

  /** The rows of a statement, in the ambient transaction or else on a connection of the pool. */
  async query<R extends object>(statement: Statement | string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.run<R & QueryResultRow>(statement, values)).rows;
  }

  /** Like `query`, giving the number of rows the statement touched. */
  async execute(statement: Statement | string, values: readonly unknown[] = []): Promise<number> {
    return (await this.run(statement, values)).rowCount ?? 0;
  }

  /**
   * For a statement whose answer nobody needs. In the ambient transaction it is sent and not waited for: if it fails,
   * the transaction does. Outside of one it is waited for like any other.
   */
  async write(statement: Statement | string, values: readonly unknown[] = []): Promise<void> {
    const scope = this.scopes.getStore();
    if (scope) scope.write(queryOf(statement, values));
    else await this.pool.query(queryOf(statement, values));
  }

  inTransaction(): boolean {
    return this.scopes.getStore()?.ended === false;
  }

  /** Runs `callback` once the outermost transaction has committed, never if it rolls back; at once outside of one. */
  afterCommit(callback: () => void): void {
    const scope = this.scopes.getStore();
    if (scope) scope.afterCommit(callback);
    else callback();
  }

  /** Whether the database answers within `timeoutMs` and is not read-only. */
  async answers(timeoutMs = 2_000): Promise<boolean> {
    const late = sleep(timeoutMs, false, { ref: false });
    const answered = this.pool.query("select 1 where current_setting('transaction_read_only') = 'off'").then(
      ({ rowCount }) => rowCount === 1,
      () => false,
    );
    return Promise.race([answered, late]);
  }

  /**
   * A connection outside the pool, for one long-lived user of its own session: `settings` are set for that session,
   * and `lost` hears when it breaks. The caller ends it.
   */
  async connectAlone(name: string, settings: Readonly<Record<string, string>>, lost: () => void): Promise<Client> {
    const client = new Client({
      connectionString: (this.dataSource.options as { url?: string }).url,
      application_name: name,
      types: columnTypes,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 5_000,
      options: Object.entries({ TimeZone: 'UTC', ...settings })
        .map(([key, value]) => `-c ${key}=${value}`)
        .join(' '),
    });
    client.on('error', lost);
    client.on('end', lost);
    await client.connect();
    return client;
  }

  /** Has `finish` awaited before the pool closes: for what writes a last time when the process stops. */
  beforeClose(finish: () => Promise<void>): void {
    this.finishers.push(finish);
  }

  async close(): Promise<void> {
    for (const finish of this.finishers.splice(0)) await finish();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private run<R extends QueryResultRow>(
    statement: Statement | string,
    values: readonly unknown[],
  ): Promise<QueryResult<R>> {
    const query = queryOf(statement, values);
    const scope = this.scopes.getStore();
    return scope ? scope.query<R>(query) : this.pool.query<R>(query);
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  private async once<T>(work: () => Promise<T>, { isolation }: TransactionOptions): Promise<T> {
    const client = await this.pool.connect();
    // What breaks a lent connection fails the statement at hand; without a listener it would end the process.
    client.on('error', ignore);
    const scope = new TransactionScope(client, beginOf(isolation));
    try {
      return await this.inScope(scope, work);
    } finally {
      client.off('error', ignore);
      // A connection that broke is not queryable any more: the pool drops it here instead of lending it again.
      client.release(!scope.leavesNothing);
    }
  }

  private async inScope<T>(scope: TransactionScope, work: () => Promise<T>): Promise<T> {
    try {
      const result = await this.scopes.run(scope, work).finally(() => scope.end());
      await scope.commit();
      return result;
    } catch (error) {
      throw await scope.rollback(error);
    }
  }
}

const ignore = (): void => undefined;

const beginOf = (isolation?: IsolationLevel): string => (isolation ? `BEGIN ISOLATION LEVEL ${isolation}` : 'BEGIN');

function queryOf(statement: Statement | string, values: readonly unknown[]): QueryConfig {
  if (typeof statement === 'string') return { text: statement, values: [...values] };
  return { name: statement.name, text: statement.text, values: values as unknown[] };
}
