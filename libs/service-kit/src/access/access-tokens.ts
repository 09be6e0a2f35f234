import { LRUCache } from 'lru-cache';
import passport from 'passport';
import { DomainError, ERROR } from '#kernel';
import { ACCESS_TOKEN, AccessTokenStrategy, type Verified } from './access-token.strategy.js';
import type { Caller } from './caller.js';
import { KeySet } from './key-set.js';

const MAX_TOKEN_CHARS = 4_096;
const KEEP_MS = 60_000;

/** Where sessions that auth ended are asked for. The default knows of none; who hears of them provides a better one. */
export abstract class EndedSessions {
  abstract has(caller: Caller): boolean;
}

export class NoEndedSessions extends EndedSessions {
  override has(): boolean {
    return false;
  }
}

/**
 * Tells who an access token stands for. A verified token is remembered until it ends, at most 60 s: an ECDSA check
 * costs some 100 µs, a look-up none. Ended sessions are asked for each time.
 */
export class AccessTokens {
  private readonly verified = new LRUCache<string, Caller>({ max: 20_000, ttlAutopurge: false, ttl: KEEP_MS });
  private readonly passport = new passport.Authenticator();

  constructor(
    keys: KeySet,
    private readonly ended: EndedSessions = new NoEndedSessions(),
  ) {
    new AccessTokenStrategy(keys, this.passport);
  }

  /** The caller at once, where the token was seen within the last minute. */
  known(token: string): Caller | undefined {
    const caller = this.verified.get(token);
    if (caller && this.ended.has(caller)) throw refused();
    return caller;
  }

  /** The caller of a good token; 401 1002 for any other, 503 1023 when auth's keys can't be had. */
  async verify(token: string): Promise<Caller> {
    if (token.length > MAX_TOKEN_CHARS) throw refused();
    const known = this.known(token);
    if (known) return known;
    const { caller, expiresAtMs } = await this.authenticate(token);
    const ttl = Math.min(KEEP_MS, expiresAtMs - Date.now());
    if (ttl > 0) this.verified.set(token, caller, { ttl });
    if (this.ended.has(caller)) throw refused();
    return caller;
  }

  private authenticate(token: string): Promise<Verified> {
    const request = { headers: { authorization: `Bearer ${token}` } };
    return new Promise((resolve, reject) => {
      const settle = (error: unknown, user?: Verified | false, info?: unknown) => {
        if (user) resolve(user);
        else reject(error || isOutage(info) ? unavailable() : refused());
      };
      const run = this.passport.authenticate(ACCESS_TOKEN, { session: false }, settle) as (...args: unknown[]) => void;
      run(request, {}, (error: unknown) => settle(error));
    });
  }
}

/** The token of an `Authorization: Bearer …` header. */
export function bearerOf(header: string | undefined): string | undefined {
  return header !== undefined && /^bearer /i.test(header) ? header.slice(7).trim() : undefined;
}

/** jsonwebtoken's refusals and malformed tokens are the caller's fault; a failed fetch of keys is ours. */
function isOutage(info: unknown): boolean {
  const { code, message } = (info ?? {}) as { code?: unknown; message?: string };
  return typeof code === 'string' || message?.startsWith('auth answered') === true;
}

function unavailable(): DomainError {
  return new DomainError(ERROR.unavailable, 'Tokens can not be checked right now; try again.');
}

export function refused(): DomainError {
  return new DomainError(ERROR.unauthenticated, 'The token or key is missing, wrong or expired.');
}
