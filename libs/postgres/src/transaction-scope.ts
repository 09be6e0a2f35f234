import { Logger } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { EntityManager, QueryRunner } from 'typeorm';

/** One running transaction: its connection, and what waits for its commit. */
export class TransactionScope {
  private open = true;
  private readonly callbacks: (() => void)[] = [];

  constructor(
    private readonly runner: QueryRunner,
    private readonly connection: PoolClient,
  ) {}

  get ended(): boolean {
    return !this.open;
  }

  get client(): PoolClient {
    this.mustBeOpen();
    return this.connection;
  }

  get manager(): EntityManager {
    this.mustBeOpen();
    return this.runner.manager;
  }

  afterCommit(callback: () => void): void {
    this.mustBeOpen();
    this.callbacks.push(callback);
  }

  /** From here on nothing may run in it: a promise nobody awaited fails instead of writing outside. */
  end(): void {
    this.open = false;
  }

  /** Runs what waited for the commit; a callback that throws can't make what is committed look failed. */
  committed(): void {
    for (const callback of this.callbacks) {
      try {
        callback();
      } catch (error) {
        new Logger('Postgres').error('a callback after commit failed', error);
      }
    }
  }

  private mustBeOpen(): void {
    if (!this.open) throw new Error('the transaction has ended: something in it was not awaited');
  }
}
