import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import { Transactions } from '../application/ports.js';

@Injectable()
export class DatabaseTransactions extends Transactions {
  constructor(private readonly database: Database) {
    super();
  }

  override run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }
}
