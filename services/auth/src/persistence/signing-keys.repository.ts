import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import type { PublicJwk } from '../application/ports.js';

const LOCK = sql('auth.lock-signing-keys', `select pg_advisory_xact_lock(hashtextextended('auth.signing-keys', 0))`);
/** A retired key is published until the last token it signed has run out, with a margin for caches. */
const PUBLISHED = sql(
  'auth.published-signing-keys',
  `select kid, public_jwk, private_sealed, signs_from <= now() as signs from signing_key
   where retired_at is null or retired_at > now() - interval '1 hour'
   order by signs_from desc, created_at desc, kid`,
);
const INSERT = sql(
  'auth.insert-signing-key',
  'insert into signing_key (kid, public_jwk, private_sealed) values ($1, $2, $3)',
);

/**
 * Services fetch the key set again when they meet an unknown key, at most every 10 s, and auth's replicas read the keys
 * every 5 s: after twice that nobody can meet a key that is not to be had.
 */
const ROTATE = sql(
  'auth.rotate-signing-key',
  `with next as (
     insert into signing_key (kid, public_jwk, private_sealed, signs_from)
     values ($1, $2, $3, now() + interval '30 seconds') returning kid, signs_from
   ), old as (
     update signing_key set retired_at = (select signs_from from next)
     where retired_at is null and kid <> (select kid from next)
   )
   select kid, signs_from as "signsFrom" from next`,
);

export interface StoredKey {
  readonly kid: string;
  readonly public_jwk: PublicJwk;
  readonly private_sealed: string;
  /** The newest of those that sign is the current one. */
  readonly signs: boolean;
}

/** The platform's signing keys as rows; private parts are ciphertext. */
@Injectable()
export class SigningKeyRows {
  constructor(private readonly database: Database) {}

  /** A key that signs in half a minute; the present ones retire then. One rotation at a time. */
  async rotate(made: Omit<StoredKey, 'signs'>): Promise<{ kid: string; signsFrom: Date }> {
    return this.database.transaction(async () => {
      await this.database.query(LOCK);
      const values = [made.kid, JSON.stringify(made.public_jwk), made.private_sealed];
      return (await this.database.query<{ kid: string; signsFrom: Date }>(ROTATE, values))[0] as never;
    });
  }

  /** The published keys, newest first; makes the first one where there is none, in one replica only. */
  async load(make: () => Promise<Omit<StoredKey, 'signs'>>): Promise<StoredKey[]> {
    const stored = await this.database.query<StoredKey>(PUBLISHED);
    if (stored.some(({ signs }) => signs)) return stored;
    return this.database.transaction(async () => {
      await this.database.query(LOCK);
      const now = await this.database.query<StoredKey>(PUBLISHED);
      if (now.some(({ signs }) => signs)) return now;
      const made = await make();
      await this.database.execute(INSERT, [made.kid, JSON.stringify(made.public_jwk), made.private_sealed]);
      return [{ ...made, signs: true }, ...now];
    });
  }
}
