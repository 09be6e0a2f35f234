import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { bookIdOf, type BookIdKeys } from '../domain/book-id.js';

const NEXT = sql('booking.next-numbers', `select nextval('booking_number') as n from generate_series(1, $1::int)`);
const KEYS = sql('booking.book-id-keys', 'select key from book_id_key order by round');

/** Gives out public booking ids: the next numbers of a sequence, through a permutation whose keys lie beside it. */
@Injectable()
export class BookingNumbers {
  private keys: BookIdKeys | undefined;

  constructor(private readonly database: Database) {}

  async take(count: number): Promise<string[]> {
    const keys = (this.keys ??= await this.readKeys());
    const numbers = await this.database.query<{ n: number }>(NEXT, [count]);
    return numbers.map(({ n }) => bookIdOf(n, keys));
  }

  private async readKeys(): Promise<BookIdKeys> {
    return (await this.database.query<{ key: number }>(KEYS)).map(({ key }) => key);
  }
}
