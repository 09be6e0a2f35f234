import { Logger } from '@nestjs/common';
import { DatabaseError, type PoolClient, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';

/**
 * One running transaction on a connection that sends statements without waiting for the answers of those before. BEGIN
 * leaves with the first statement, and what was written last with COMMIT, so that a transaction costs a round trip for
 * each answer its work waits for and one more.
 */
export class TransactionScope {
  private open = true;
  private corked = false;
  private first: { readonly error: unknown; readonly awaited: boolean } | undefined;
  private readonly failures = new Set<unknown>();
  private readonly callbacks: (() => void)[] = [];

  /** @param begin BEGIN with its isolation level: it takes no lock, and fails only with its connection. */
  constructor(
    private readonly connection: PoolClient,
    begin: string,
  ) {
    this.hold();
    this.watch(this.connection.query(begin), false);
  }

  /** Whether its connection is as before: after a fault on our side `pg` and the server may know other statements. */
  get leavesNothing(): boolean {
    return [...this.failures].every((error) => error instanceof DatabaseError);
  }

  get ended(): boolean {
    return !this.open;
  }

  /** Sends a statement with all that was held back, and gives its answer. */
  query<R extends QueryResultRow>(statement: QueryConfig | string): Promise<QueryResult<R>> {
    this.mustBeOpen();
    const answer = this.connection.query<R>(statement);
    this.watch(answer, true);
    this.release();
    return answer;
  }

  /** Sends a statement with the next one that is waited for; its failure is the transaction's. */
  write(statement: QueryConfig | string): void {
    this.mustBeOpen();
    this.hold();
    this.watch(this.connection.query(statement), false);
  }

  afterCommit(callback: () => void): void {
    this.mustBeOpen();
    this.callbacks.push(callback);
  }

  /** From here on nothing may run in it: a promise nobody awaited fails instead of writing outside. */
  end(): void {
    this.open = false;
  }

  /** Commits and tells who waits. COMMIT after a failed statement answers ROLLBACK without an error: that is thrown. */
  async commit(): Promise<void> {
    // A statement that never left, because it could not be written, is no failure to the server.
    this.mustBeSound();
    const { command } = await this.finish('COMMIT');
    this.mustBeSound();
    if (command === 'ROLLBACK') {
      throw new Error('a failed statement was ignored inside a transaction', { cause: this.first?.error });
    }
    for (const callback of this.callbacks) call(callback);
  }

  /**
   * Undoes it, and gives what began its end: `error`, or, where that is only the "current transaction is aborted" of a
   * later statement or comes after the failure of one nobody waited for, the first failure.
   */
  async rollback(error: unknown): Promise<unknown> {
    await this.finish('ROLLBACK').catch(() => undefined);
    if (!this.first) return error;
    return !this.first.awaited || this.failures.has(error) ? this.first.error : error;
  }

  private finish(command: 'COMMIT' | 'ROLLBACK'): Promise<QueryResult> {
    const answer = this.connection.query(command);
    this.release();
    return answer;
  }

  private watch(answer: Promise<unknown>, awaited: boolean): void {
    answer.catch((error: unknown) => {
      this.failures.add(error);
      this.first ??= { error, awaited };
    });
  }

  /** What is sent in a row leaves in one packet: one system call here, and the server wakes once. */
  private hold(): void {
    if (this.corked) return;
    this.corked = true;
    streamOf(this.connection).cork();
  }

  private release(): void {
    if (!this.corked) return;
    this.corked = false;
    streamOf(this.connection).uncork();
  }

  private mustBeOpen(): void {
    if (!this.open) throw new Error('the transaction has ended: something in it was not awaited');
    this.mustBeSound();
  }

  private mustBeSound(): void {
    if (this.first?.awaited === false) throw this.first.error;
  }
}

/** A callback that throws can't make what is committed look failed. */
function call(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    new Logger('Postgres').error('a callback after commit failed', error);
  }
}

function streamOf(connection: PoolClient): { cork(): void; uncork(): void } {
  return (connection as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection.stream;
}
