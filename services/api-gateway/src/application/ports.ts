import type { Policy } from '../domain/token-bucket.js';
import type { ApiDocument } from '../domain/openapi-merge.js';

export type Reading =
  { readonly kind: 'good'; readonly account: string } | { readonly kind: 'bad' } | { readonly kind: 'unchecked' };

/** Reads access tokens. */
export abstract class Tokens {
  /** What a token is worth. `unchecked`: auth's keys can't be had now; the service it goes to checks it again. */
  abstract read(token: string): Reading | Promise<Reading>;
}

export interface KeyHolder {
  /** The access token that stands for the key. */
  readonly access: string;
  readonly keyId: string;
  /** Whether the key may be used from this address. */
  allows(ip: string): boolean;
}

/** Exchanges API keys at auth; answers are kept for seconds, so that a revoked key ends everywhere within five. */
export abstract class ApiKeys {
  /** Throws DomainError 1002 for a key that is not good, 1023 when auth can't be asked. */
  abstract holderOf(key: string): Promise<KeyHolder>;
}

/** Token buckets by name. */
export abstract class RateLimits {
  /** Takes a token; gives 0, or the seconds until there is one. */
  abstract take(bucket: string, policy: Policy): number | Promise<number>;
  /** Like `take`, without taking. */
  abstract waitOf(bucket: string, policy: Policy): number | Promise<number>;
}

/** Counters that hold for all gateways together; every question is a call, so they are for few requests only. */
export abstract class ExactLimits {
  /** Counts one of at most `points` in a window; gives 0, or the seconds to wait. 503 1023 when nobody can tell. */
  abstract take(name: string, points: number, windowS: number): Promise<number>;
}

/** Mails that a development platform wrote into a folder instead of sending them. */
export abstract class MailFolder {
  /** False everywhere but in development. */
  abstract readonly open: boolean;
  abstract newest(): Promise<{ readonly name: string; readonly text: string }[]>;
}

export interface Health {
  readonly name: string;
  readonly up: boolean;
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface DeadLetterPart {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly nextCursor: string | null;
}

/** The other services, as far as the gateway asks them on its own account. */
export abstract class Peers {
  abstract readonly names: readonly string[];
  abstract health(service: string): Promise<Health>;
  /** Undefined when the service does not answer. */
  abstract document(service: string): Promise<ApiDocument | undefined>;
  abstract deadLetters(
    service: string,
    query: { limit: number; cursor?: string; open?: boolean },
  ): Promise<DeadLetterPart>;
  abstract replay(service: string, id: string): Promise<void>;
}

/** Who asks for something that is written down before it is done. */
export interface Requester {
  readonly userId: string;
  readonly credentialId: string | null;
  readonly ip: string | null;
  readonly requestId: string | null;
}

/** The audit log, where the gateway itself does what an admin wants. */
export abstract class AuditLog {
  /** Throws when it could not be written down: then it is not done. */
  abstract note(by: Requester, action: string, target: { readonly type: string; readonly id: string }): Promise<void>;
}

/** Local buckets that are compared with those of the other gateways. */
export abstract class SharedLimits {
  /** Tells what was taken here since the last time, and learns what is left for all. */
  abstract reconcile(): Promise<void>;
}

/** Tokens that auth ended before their time. */
export abstract class RevokedTokens {
  /** Learns of them anew. */
  abstract refresh(): Promise<void>;
}
