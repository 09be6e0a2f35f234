import type { AccessClaims } from '../domain/access-claims.js';
import type { Account, Role, Standing } from '../domain/account.js';
import type { MintedKey } from '../domain/api-key.js';
import type { PresentedToken } from '../domain/session.js';

export { Outbox } from '#messaging';

/** One database transaction around `work`; a call inside another joins it. */
export abstract class Transactions {
  abstract run<T>(work: () => Promise<T>): Promise<T>;
}

/** Cryptographic randomness. */
export abstract class Entropy {
  abstract bytes(count: number): Buffer;
}

export interface AccountWithPassword {
  readonly account: Account;
  readonly passwordHash: string;
}

export interface Credentials extends AccountWithPassword {
  /** The prefix of a merchant's newest working API key. */
  readonly apiKeyPrefix: string | null;
}

export interface AccountFilter {
  readonly role?: Role;
  readonly standing?: Standing;
  /** Only accounts that are deleted, or only those that are not. */
  readonly deleted: boolean;
}

export interface PageAfter<Key> {
  readonly limit: number;
  readonly after: Key | undefined;
}

export abstract class Accounts {
  /** Inserts the account (and its merchant); false when the e-mail address is taken, by whomever comes first. */
  abstract admit(account: Account, passwordHash: string): Promise<boolean>;
  abstract isTaken(email: string): Promise<boolean>;
  abstract credentialsOf(email: string): Promise<Credentials | undefined>;
  abstract find(id: string): Promise<Account | undefined>;
  /** The account with its row locked until the transaction ends. */
  abstract lock(id: string): Promise<AccountWithPassword | undefined>;
  /** Writes name, standing, session version and the merchant's webhook URL and version of a locked one. */
  abstract save(account: Account): Promise<void>;
  /** Opens the merchant of a locked owner for live money, for good. */
  abstract openLive(ownerId: string, since: Date): Promise<void>;
  abstract setPassword(id: string, passwordHash: string): Promise<void>;
  /** Newest first; one row more than the limit tells that there is more. */
  abstract list(filter: AccountFilter, page: PageAfter<string>): Promise<Account[]>;
  /** Holds back every other change of who is an admin until the transaction ends; the number of active admins. */
  abstract lockAdmins(): Promise<number>;
}

export interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly sessionVersion: number;
  /** SHA-256 of the first refresh token; null for a session that can't be prolonged. */
  readonly refreshHash: Buffer | null;
}

export interface FoundToken extends PresentedToken {
  readonly sessionId: string;
  readonly userId: string;
  /** The mode its session is in. */
  readonly livemode: boolean;
  /** How the successor was derived, where there is one. */
  readonly nonce: Buffer | null;
  readonly successorHash: Buffer | null;
}

export abstract class Sessions {
  /** False when the account moved on (password changed, disabled) since it was read: then there is no session. */
  abstract open(session: NewSession): Promise<boolean>;
  /** The token with its session's row locked. */
  abstract present(hash: Buffer): Promise<FoundToken | undefined>;
  abstract rotate(hash: Buffer, successorHash: Buffer, nonce: Buffer): Promise<void>;
  abstract end(sessionId: string): Promise<void>;
  /** Whether that changed it; undefined when this user has no such live session. */
  abstract setMode(userId: string, sessionId: string, livemode: boolean): Promise<boolean | undefined>;
  /** Ends all sessions of an account but one, which goes on under the account's new session version. */
  abstract endAllOf(userId: string, keep?: string): Promise<void>;
  /** Ends the sessions of a merchant's members, not the owner's. */
  abstract endAllOfTeam(merchantId: string): Promise<void>;
  /** Whether a session, or the API key that stands for one, is good, and how its account stands. */
  abstract state(userId: string, sessionId: string): Promise<{ alive: boolean; standing: Standing } | undefined>;
  /** Sessions, API keys and accounts whose access tokens may not have run out yet and are worth nothing any more. */
  abstract recentlyEnded(withinS: number): Promise<{ sessionIds: string[]; userIds: string[] }>;
  /** Removes a bounded batch of sessions and sign-in counts that can't matter any more; the number removed. */
  abstract purge(): Promise<number>;
}

/** What a key is restricted to. */
export interface KeyFence {
  /** Null: everything a merchant may. */
  readonly scopes: readonly string[] | null;
  /** Addresses and nets it may be used from; null: any. */
  readonly allowedIps: readonly string[] | null;
}

export interface ApiKey {
  readonly id: string;
  readonly merchantId: string;
  readonly name: string;
  readonly prefix: string;
  readonly last4: string;
  readonly livemode: boolean;
  readonly fence: KeyFence;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
}

export interface KeyOwner {
  readonly keyId: string;
  readonly hash: Buffer;
  /** Neither revoked nor expired. */
  readonly good: boolean;
  readonly livemode: boolean;
  readonly fence: KeyFence;
  readonly account: Account;
}

export interface NewApiKey {
  readonly id: string;
  readonly merchantId: string;
  readonly name: string;
  readonly livemode: boolean;
  readonly fence: KeyFence;
  readonly minted: MintedKey;
}

export abstract class ApiKeys {
  abstract insert(key: NewApiKey): Promise<ApiKey>;
  /** The working keys of a merchant, newest first. */
  abstract list(merchantId: string): Promise<ApiKey[]>;
  /** A key of this merchant, whatever became of it. */
  abstract find(merchantId: string, id: string | undefined): Promise<ApiKey | undefined>;
  /** A working key of this merchant with its row locked. */
  abstract lock(merchantId: string, id: string): Promise<ApiKey | undefined>;
  /** Lets the key work for so long yet, never longer than it did. */
  abstract expireIn(id: string, seconds: number): Promise<void>;
  abstract revoke(id: string): Promise<void>;
  abstract byHash(hash: Buffer): Promise<KeyOwner | undefined>;
  /** Notes that the key was used, to the minute. */
  abstract touch(id: string): Promise<void>;
}

export abstract class Passwords {
  /** An argon2id hash in PHC form; 429 1007 when too many wait already. */
  abstract hash(password: string): Promise<string>;
  /** Whether it is the password; without a hash it takes as long and is false. */
  abstract verify(password: string, hash: string | undefined): Promise<boolean>;
  /** Made with other parameters than today's. */
  abstract isOutdated(hash: string): boolean;
}

export interface SignedToken {
  readonly token: string;
  readonly expiresAt: Date;
}

export abstract class AccessTokenIssuer {
  abstract issue(claims: AccessClaims, lifeS: number): Promise<SignedToken>;
}

export type PublicJwk = Readonly<Record<string, unknown>> & { readonly kid: string };

export abstract class SigningKeys {
  /** Every public key that tokens in use may be signed with. */
  abstract published(): Promise<PublicJwk[]>;
  /** Makes the next key: published at once, signing as soon as everyone can know it; the present one then retires. */
  abstract rotate(): Promise<{ readonly kid: string; readonly signsFrom: Date }>;
}

export abstract class RefreshTokens {
  /** 256 random bits as URL-safe text. */
  abstract first(): string;
  /** The one successor of a token for this nonce; nobody without the platform's secret can compute it. */
  abstract successorOf(token: string, nonce: Buffer): string;
  /** Every successor the token can have been given: several while the platform's secret is changed. */
  abstract successorsOf(token: string, nonce: Buffer): readonly string[];
  abstract hash(token: string): Buffer;
}

/**
 * Counts attempts to sign in per account, known or not, so that guessing is slow whatever the address it comes from.
 */
export abstract class SignInThrottle {
  /** Notes an attempt; 0 when it may go on, else the seconds to wait. */
  abstract attempt(email: string): Promise<number>;
  abstract clear(email: string): Promise<void>;
}

export interface EndpointRequest {
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly url: string;
}

/** webhook-dispatcher, as far as accounts need it. */
export abstract class WebhookEndpoints {
  /**
   * Makes the endpoint; its secret, or undefined where it exists already or the dispatcher does not answer in time
   * (`merchant.registered` and `merchant.updated` then make it later). 422 1004 for a URL it refuses.
   */
  abstract register(request: EndpointRequest): Promise<string | undefined>;
}

export interface AuditEntry {
  readonly action: string;
  /** Null where nobody was known yet. */
  readonly actorId: string | null;
  readonly target?: { readonly type: string; readonly id: string };
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly visitor: Visitor;
}

/** Where a request came from. */
export interface Visitor {
  readonly ip: string | null;
  readonly requestId: string | null;
}

/** Append-only: who did what to what, when, from where; never a secret. */
export abstract class AuditLog {
  abstract write(entry: AuditEntry): Promise<void>;
}
