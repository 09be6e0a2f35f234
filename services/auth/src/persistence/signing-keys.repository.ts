import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import type { PublicJwk } from '../application/ports.js';

const LOCK = sql('auth.lock-signing-keys', `select pg_advisory_xact_lock(hashtextextended('auth.signing-keys', 0))`);
/** A retired key is published until the last token it signed has run out, with a margin for caches. */
const PUBLISHED = sql(
  'auth.published-signing-keys',
  `select kid, public_jwk, private_sealed, retired_at is null as signs from signing_key
   where retired_at is null or retired_at > now() - interval '1 hour'
   order by created_at desc, kid`,
);
const INSERT = sql(
  'auth.insert-signing-key',
  'insert into signing_key (kid, public_jwk, private_sealed) values ($1, $2, $3)',
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
