import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import { Transactions } from '../application/ports.js';

@Injectable()
export class PostgresTransactions extends Transactions {
  constructor(private readonly database: Database) {
    super();
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }

  afterCommit(callback: () => void): void {
    this.database.afterCommit(callback);
  }
}
