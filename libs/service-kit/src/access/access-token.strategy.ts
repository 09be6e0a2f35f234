import type { KeyObject } from 'node:crypto';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import type { Caller, Role } from './caller.js';
import type { KeySet } from './key-set.js';

export const ACCESS_TOKEN = 'access-token';
export const ISSUER = 'faregate';
export const AUDIENCE = 'faregate';
const LEEWAY_S = 30;
const ROLES: readonly unknown[] = ['merchant', 'customer', 'admin'] satisfies Role[];

/** Claims of an access token as auth signs them. */
export interface AccessClaims {
  readonly sub: string;
  readonly role: Role;
  readonly typ: 'access';
  readonly exp: number;
  readonly livemode: boolean;
  readonly mid?: string;
  readonly email?: string;
  readonly name?: string;
  /** Space-separated, as in OAuth. */
  readonly scope?: string;
  readonly sid?: string;
}

/** What a verified token says, and until when. */
export interface Verified {
  readonly caller: Caller;
  readonly expiresAtMs: number;
}

/**
 * Passport's JWT strategy for auth's access tokens: ES256 only, keys by id from auth's key set, issuer, audience and
 * type checked, 30 s leeway. Header fields that point elsewhere (jku, x5u, jwk) are not read, critical ones are
 * refused.
 */
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN) {
  /** @param passport of this application alone: several may live in one process (tests) */
  constructor(keys: KeySet, passport: { use(name: string, strategy: Strategy): unknown }) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: ['ES256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      jsonWebTokenOptions: { clockTolerance: LEEWAY_S },
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: unknown, key?: KeyObject) => void) => {
        keyOf(token, keys).then(
          (key) => (key ? done(null, key) : done(new Error('no such key'))),
          (error: unknown) => done(error),
        );
      },
    } as ConstructorParameters<typeof Strategy>[0]);
    passport.use(ACCESS_TOKEN, this);
  }

  /** Passport calls it with verified claims. */
  validate(claims: AccessClaims): Verified | false {
    const good =
      claims.typ === 'access' &&
      Number.isSafeInteger(claims.exp) &&
      typeof claims.sub === 'string' &&
      ROLES.includes(claims.role);
    return good ? { caller: callerOf(claims), expiresAtMs: claims.exp * 1000 } : false;
  }
}

async function keyOf(token: string, keys: KeySet): Promise<KeyObject | undefined> {
  const header = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
  if (header['alg'] !== 'ES256' || 'crit' in header) return undefined;
  return keys.find(header['kid']);
}

function callerOf(claims: AccessClaims): Caller {
  const { sub, role, livemode, mid, email, name, scope, sid } = claims;
  return {
    userId: sub,
    role,
    livemode: livemode === true,
    ...(mid === undefined ? {} : { merchantId: mid }),
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
    ...(scope === undefined ? {} : { scopes: scope.split(' ').filter(Boolean) }),
    ...(sid === undefined ? {} : { sessionId: sid }),
  };
}
