import { type Account, scopesOf } from './account.js';

/** An access token of a signed-in session. */
export const SESSION_TOKEN_LIFE_S = 15 * 60;
/**
 * An access token that stands for an API key: the gateway fetches another, so that a revoked key is soon a dead one.
 */
export const KEY_TOKEN_LIFE_S = 60;

/** What an access token says besides issuer, audience and times; the services' guard reads these names. */
export interface AccessClaims {
  readonly typ: 'access';
  readonly sub: string;
  readonly role: Account['role'];
  readonly livemode: boolean;
  readonly email: string;
  readonly name: string;
  /** The session or the API key behind it. */
  readonly sid: string;
  readonly mid?: string;
  /** Space-separated; absent: everything the role may. */
  readonly scope?: string;
}

/**
 * @param credential the session, or the API key that stands for one, and the mode it is in
 * @param scopes of the key; of a session those of the account's place in its team
 */
export function claimsOf(
  account: Account,
  credential: { readonly id: string; readonly livemode: boolean },
  scopes: readonly string[] | null = scopesOf(account.teamRole),
): AccessClaims {
  const { id, role, email, name, merchant } = account;
  return {
    typ: 'access',
    sub: id,
    role,
    livemode: credential.livemode,
    email,
    name,
    sid: credential.id,
    ...(merchant ? { mid: merchant.id } : {}),
    ...(scopes ? { scope: scopes.join(' ') } : {}),
  };
}
