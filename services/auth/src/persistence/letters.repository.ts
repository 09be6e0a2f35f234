import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { Database, sql } from '#postgres';
import { type Letter, type LetterKind, Letters } from '../application/letters.ports.js';

const OWE = sql('auth.owe-letter', 'insert into letter (id, kind, about) values ($1, $2, $3)');
/** Tried eight times in some four hours; the wait doubles from a minute on. */
const CLAIM = sql(
  'auth.claim-letters',
  `update letter set attempts = attempts + 1, due_at = now() + interval '1 minute' * power(2, attempts)
   where id in (select id from letter where due_at <= now() and attempts < 8
                order by due_at limit $1 for update skip locked)
   returning id, kind, about`,
);
const DONE = sql('auth.letter-done', 'delete from letter where id = $1');

@Injectable()
export class PostgresLetters extends Letters {
  constructor(private readonly database: Database) {
    super();
  }

  override async owe(kind: LetterKind, about: string): Promise<void> {
    await this.database.execute(OWE, [newId(), kind, about]);
  }

  override claim(limit: number): Promise<Letter[]> {
    return this.database.query<Letter>(CLAIM, [limit]);
  }

  override async done(id: string): Promise<void> {
    await this.database.execute(DONE, [id]);
  }
}
