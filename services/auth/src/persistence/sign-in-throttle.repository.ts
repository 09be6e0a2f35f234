import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { SignInThrottle } from '../application/ports.js';

const WINDOW_S = 15 * 60;
/** Per account and window (ASVS 5.0 6.3.1). */
const MIN_ATTEMPTS = 10;

/**
 * Each attempt pushes the account's mark by its share of the window; who would push it further than a window ahead
 * waits (GCRA). One statement, so 200 attempts at once count as 200. No row comes back for who has to wait.
 */
const ATTEMPT = sql(
  'auth.count-sign-in',
  `insert into sign_in_throttle as t (account, free_after)
   values ($1, now() + make_interval(secs => $2))
   on conflict (account) do update set free_after = greatest(t.free_after, now()) + make_interval(secs => $2)
   where greatest(t.free_after, now()) + make_interval(secs => $2) <= now() + make_interval(secs => $3)
   returning free_after`,
);
const WAIT = sql(
  'auth.sign-in-wait',
  `select ceil(extract(epoch from free_after - now()) + $2 - $3)::integer as seconds
   from sign_in_throttle where account = $1`,
);
const CLEAR = sql('auth.clear-sign-in', 'delete from sign_in_throttle where account = $1');

/** Kept under a hash of the address, so that what people mistype into the field is not written down. */
@Injectable()
export class PostgresSignInThrottle extends SignInThrottle {
  private readonly stepS: number;

  /** @param perMinuteAndIp what one address may always do at the gateway: this limit never bites below it */
  constructor(
    private readonly database: Database,
    perMinuteAndIp: number,
  ) {
    super();
    this.stepS = WINDOW_S / Math.max(MIN_ATTEMPTS, Math.ceil((perMinuteAndIp * WINDOW_S) / 60));
  }

  override async attempt(email: string): Promise<number> {
    const account = hash(email);
    const counted = await this.database.query(ATTEMPT, [account, this.stepS, WINDOW_S]);
    if (counted.length > 0) return 0;
    const [row] = await this.database.query<{ seconds: number }>(WAIT, [account, this.stepS, WINDOW_S]);
    return Math.max(1, row?.seconds ?? 1);
  }

  override async clear(email: string): Promise<void> {
    await this.database.execute(CLEAR, [hash(email)]);
  }
}

function hash(email: string): Buffer {
  return createHash('sha256').update(email).digest();
}
