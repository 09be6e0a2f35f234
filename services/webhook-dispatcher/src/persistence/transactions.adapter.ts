import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import { Transactions } from '../application/ports.js';

/** The ambient transactions of the service's database. */
@Injectable()
export class DatabaseTransactions extends Transactions {
  constructor(private readonly database: Database) {
    super();
  }

  override run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }

  override afterCommit(callback: () => void): void {
    this.database.afterCommit(callback);
  }
}
