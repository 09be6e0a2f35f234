import type { Behaviour } from '../domain/behaviour.js';
import type { Misbehaviour, MisbehaviourKind } from '../domain/misbehaviour.js';
import type { Rules } from '../domain/rules.js';
import type { Method, Session } from '../domain/session.js';
import type { SessionBook } from '../domain/session-book.js';

/** What this simulator is told by its configuration. */
export abstract class Settings {
  abstract readonly rules: Rules;
  /** Where browsers reach the payment page; no slash at its end. */
  abstract readonly publicUrl: string;
  /** What merchants show to be let in. */
  abstract readonly apiKey: string;
  abstract readonly webhookSecret: string;
  abstract readonly checkoutSecret: string;
  /** Every answer takes at least this long. */
  abstract readonly delayMs: number;
}

export interface NewSession {
  readonly id: string;
  readonly reference: string;
  readonly idempotencyKey: string;
  readonly requestHash: string;
  readonly amount: number;
  readonly currency: string;
  readonly capture: 'automatic' | 'manual';
  readonly method: Method | null;
  readonly description: string;
  readonly returnUrl: string;
  readonly notifyUrl: string;
  readonly serverSide: boolean;
  readonly expiresInS: number;
}

/** One provider event, written with the change it tells of and sent afterwards. */
export interface Notice {
  readonly id: string;
  readonly sessionId: string;
  readonly type: string;
  readonly url: string;
  /** Exactly the bytes that are signed and sent. */
  readonly body: string;
  readonly copies: number;
  readonly forged: boolean;
  readonly dropped: boolean;
  readonly delayMs: number;
}

/** One step of a session under its lock; what it gives is computed before the next step of the same session. */
export type Move<T> = (book: SessionBook, now: Date) => { readonly value: T; readonly notices: readonly Notice[] };

/** The books: every session, try, operation and movement of money. Survive the process; moved only here. */
export abstract class Books {
  /** Opens it unless its reference or key is known: then the known one comes back. */
  abstract open(session: NewSession): Promise<{ readonly session: Session; readonly fresh: boolean }>;
  /**
   * Loads, moves and saves in one transaction; whatever waits at the same time shares it. Throws the move's Refusal,
   * or `not_found`.
   */
  abstract change<T>(sessionId: string, move: Move<T>): Promise<T>;
  abstract findById(sessionId: string): Promise<SessionBook | undefined>;
  abstract findByReference(reference: string): Promise<SessionBook | undefined>;
  /** Ids of sessions that something is due in, at most `limit`. */
  abstract due(limit: number): Promise<string[]>;
  /** Makes everything that waits (of one reference, or all) due now; gives how many tries and refunds that were. */
  abstract advance(reference: string | null): Promise<number>;
  /** Pages through all sessions in the order they were opened. */
  abstract page(
    afterSeq: number,
    limit: number,
  ): Promise<{ readonly books: readonly SessionBook[]; readonly lastSeq: number }>;
}

export interface KeptCard {
  readonly token: string;
  readonly brand: string;
  readonly last4: string;
  readonly fingerprint: string;
  readonly behaviour: Behaviour;
}

/** Cards by token: their face and what they do. Never a number. */
export abstract class Vault {
  abstract keep(card: KeptCard): Promise<void>;
  abstract find(token: string): Promise<KeptCard | undefined>;
}

/** Sends notices until they are accepted. */
export abstract class Courier {
  /** Hands over notices whose rows have been committed. Never waits. */
  abstract accept(notices: readonly Notice[]): void;
}

/** What is scripted to go wrong at present. */
export abstract class Misbehaviours {
  /** The scripts of these kinds that apply to any of `names` (reference, session id); uses up one use of each. */
  abstract use(kinds: readonly MisbehaviourKind[], names: readonly (string | undefined)[]): readonly Misbehaviour[];
  abstract add(misbehaviour: Misbehaviour): Promise<void>;
  abstract list(): readonly Misbehaviour[];
  /** Removes one, or all; gives how many there were. */
  abstract remove(id: string | null): Promise<number>;
}

/** What is left to send. */
export abstract class NoticeBoard {
  /** Due and not being sent by anyone; claimed for a minute. */
  abstract claimDue(limit: number): Promise<ClaimedNotice[]>;
  /** Frees what a process that is gone had claimed. */
  abstract release(): Promise<number>;
  abstract delivered(ids: readonly string[]): Promise<void>;
  abstract failed(failures: readonly { readonly id: string; readonly retryInMs: number }[]): Promise<void>;
  /** Makes what waits due now; of one reference, or all. */
  abstract advance(reference: string | null): Promise<number>;
  /** Counts by state, for tests and demos. */
  abstract counts(): Promise<{ readonly waiting: number; readonly delivered: number; readonly dropped: number }>;
  /** Forgets what was delivered long ago. */
  abstract prune(): Promise<number>;
}

export interface ClaimedNotice extends Notice {
  /** How often it was tried before. */
  readonly attempts: number;
}
