import type { KeyObject } from 'node:crypto';
import type { AttemptOutcome, Verdict } from '../domain/attempt.js';
import type { DeliveryStatus } from '../domain/delivery.js';
import type { Endpoint } from '../domain/endpoint.js';
import type { RetrySchedule } from '../domain/retry-schedule.js';

export { type Actor, Acts, Outbox } from '#messaging';

/** Whose things: a merchant's, of live money or of the sandbox. */
export interface Owner {
  readonly merchantId: string;
  readonly livemode: boolean;
}

/** One database transaction, ambient for everything called inside. */
export abstract class Transactions {
  abstract run<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `callback` after the ambient transaction has committed; at once outside of one. */
  abstract afterCommit(callback: () => void): void;
}

/** Numbers in [0, 1), for jitter. */
export abstract class Randomness {
  abstract next(): number;
}

/** Keeps signing secrets unreadable at rest; a ciphertext opens for its endpoint alone. */
export abstract class SecretSeals {
  abstract seal(endpointId: string, secret: string): string;
  abstract open(endpointId: string, sealed: string): string;
}

/** Says whether a URL may be sent to, names resolved. Refuses with 1004 on `field`, gives the normalised URL. */
export abstract class TargetUrls {
  abstract admit(url: string, livemode: boolean): Promise<string>;
  /** By its text alone, without asking DNS: the normalised URL, or undefined when it may not be. */
  abstract wellFormed(url: string, livemode: boolean): string | undefined;
}

export interface PostRequest {
  readonly url: string;
  readonly livemode: boolean;
  readonly body: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Number of the attempt: a host with several addresses is tried at another each time. */
  readonly attempt: number;
}

/** Merchants' receivers. Never throws: whatever happens is the outcome, within the total deadline. */
export abstract class Receivers {
  abstract post(request: PostRequest): Promise<AttemptOutcome>;
}

/** Registered webhook URLs that were not deleted. */
export abstract class Endpoints {
  /** False when the merchant has this URL already in this mode. */
  abstract insert(endpoint: Endpoint): Promise<boolean>;
  abstract find(owner: Owner, id: string): Promise<Endpoint | undefined>;
  /** Locked until the transaction ends. */
  abstract findForUpdate(owner: Owner, id: string): Promise<Endpoint | undefined>;
  abstract findByUrl(owner: Owner, url: string): Promise<Endpoint | undefined>;
  /** Newest first. */
  abstract list(owner: Owner, before: string | undefined, limit: number): Promise<Endpoint[]>;
  abstract count(owner: Owner): Promise<number>;
  /** Writes what may change and forgets failures; false when the merchant has this URL already. */
  abstract save(endpoint: Endpoint): Promise<boolean>;
  /** Also cancels what waits for it. */
  abstract remove(endpoint: Endpoint): Promise<void>;
  /** Nothing is sent to a merchant's endpoints while paused; deliveries wait. */
  abstract pause(merchantId: string, paused: boolean): Promise<void>;
}

/** What we remember of merchants, so that events in any order end in the same. */
export abstract class Merchants {
  /** Notes the profile's webhook URL; undefined when a newer version is known, else the URL noted before. */
  abstract noteProfile(
    merchantId: string,
    webhookUrl: string | null,
    version: number,
  ): Promise<{ readonly previousUrl: string | null } | undefined>;
  /** False when a newer version is known. */
  abstract notePaused(merchantId: string, paused: boolean, version: number): Promise<boolean>;
}

/** An event as merchants know it. */
export interface MerchantEvent extends Owner {
  readonly id: string;
  readonly type: string;
  /** The bytes that each try sends. */
  readonly body: string;
}

/** How many deliveries of an endpoint a process would take now. */
export interface Room {
  readonly endpointId: string;
  readonly room: number;
}

/** What became of new events. */
export interface Recorded {
  /** Within the room: leased as they were written, the row of the first attempt included. */
  readonly leased: readonly LeasedDelivery[];
  /** The ids of endpoints that got more than that. */
  readonly due: readonly string[];
}

/** Merchants' events of the last 30 days and the deliveries made of them. */
export abstract class WebhookEvents {
  /** Stores what is new, with a delivery for each endpoint that wants it. */
  abstract record(events: readonly MerchantEvent[], rooms: readonly Room[]): Promise<Recorded>;
  /** One event for one endpoint, whatever it subscribes to. */
  abstract recordFor(endpointId: string, event: MerchantEvent): Promise<{ readonly deliveryId: string }>;
  /** How many events of a type the merchant had in the last `seconds`. */
  abstract countRecent(owner: Owner, type: string, seconds: number): Promise<number>;
}

/** A delivery this process may send, until its lease ends. The attempt's row is written. */
export interface LeasedDelivery extends Owner {
  readonly id: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly endpointId: string;
  readonly endpointVersion: number;
  /** How often the endpoint's breaker opened in a row; more than 0: this one is a probe. */
  readonly openings: number;
  /** Number of the attempt, and what fences it: a later lease has a higher one. */
  readonly attempt: number;
  /** Tries made in this round, this one included. */
  readonly tries: number;
  readonly body: string;
}

/** Where to send and how to sign. */
export interface Target {
  readonly version: number;
  readonly url: string;
  readonly livemode: boolean;
  readonly secrets: readonly { readonly key: KeyObject; readonly expiresAt: Date | null }[];
}

export interface Settlement {
  readonly delivery: LeasedDelivery;
  /** Absent when nothing was sent: the lease is given back and the try does not count. */
  readonly sent?: { readonly outcome: AttemptOutcome; readonly verdict: Verdict };
}

/** The durable queue: what is due, who works on it, what came of it. Leases go by the database's clock. */
export abstract class DueDeliveries {
  /** The ids of endpoints that have something due and may be sent to. */
  abstract endpoints(): Promise<string[]>;
  /**
   * Takes up to `room` due deliveries of each endpoint, retries only where `retries` allows, for the time of a
   * lease.
   */
  abstract lease(wanted: readonly Room[], retries: boolean): Promise<LeasedDelivery[]>;
  /**
   * Makes deliveries due at once whose process was killed: a receiver may get one twice, with the same id. Those of one
   * that only stands still keep their lease.
   */
  abstract takeFromTheDead(): Promise<void>;
  abstract targets(endpointIds: readonly string[]): Promise<Map<string, Target>>;
  /** Writes results; gives the ids whose delivery still was this attempt's. Others were taken over: only logged. */
  abstract settle(settlements: readonly Settlement[]): Promise<Set<string>>;
  /** Disables the gone, and among `failing` those that only failed for 120 h; gives what was disabled. */
  abstract disable(
    gone: readonly string[],
    failing: readonly string[],
  ): Promise<
    (Owner & { readonly endpointId: string; readonly version: number; readonly reason: 'gone' | 'failing' })[]
  >;
  /** Has all processes leave the endpoint alone for a time; 0 openings: no more. */
  abstract holdBack(endpointId: string, forMs: number, openings: number): Promise<void>;
  /** Age in seconds of the oldest delivery that is due. */
  abstract backlogAgeS(): Promise<number>;
}

/** Deliveries as merchants see and resend them. */
export interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly endpointId: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  /** Null when none is to come. */
  readonly nextAttemptAt: Date | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

export interface Attempt {
  readonly number: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly statusCode: number | null;
  readonly error: string | null;
  readonly durationMs: number | null;
  readonly response: string | null;
}

export interface DeliveryFilter {
  readonly endpointId?: string | undefined;
  readonly eventType?: string | undefined;
  readonly status?: string | undefined;
}

export abstract class Deliveries {
  abstract list(owner: Owner, filter: DeliveryFilter, before: string | undefined, limit: number): Promise<Delivery[]>;
  abstract find(owner: Owner, id: string): Promise<Delivery | undefined>;
  abstract attempts(deliveryId: string): Promise<Attempt[]>;
  /** Due now, with a new round of tries, if its state is one of `from` and its event is still kept. */
  abstract resend(owner: Owner, id: string, from: readonly DeliveryStatus[]): Promise<boolean>;
}

export interface KeptEvent {
  readonly id: string;
  readonly type: string;
  readonly body: string;
  readonly createdAt: Date;
}

export abstract class EventHistory {
  abstract list(
    owner: Owner,
    type: string | undefined,
    before: string | undefined,
    limit: number,
  ): Promise<KeptEvent[]>;
  abstract find(owner: Owner, id: string): Promise<KeptEvent | undefined>;
  /** Removes a bounded number of rows past their time; false when nothing was left to remove. */
  abstract purge(eventDays: number, attemptDays: number): Promise<boolean>;
}

/** A merchant's wish to have missed events sent after all; worked off in steps that survive a crash. */
export abstract class Recoveries {
  /** Null when one is under way for the endpoint, or ended less than `pauseSeconds` ago. */
  abstract request(id: string, endpointId: string, since: Date, pauseSeconds: number): Promise<string | null>;
  /** Works on up to `limit` events of one recovery; the id of its endpoint, or undefined when all is done. */
  abstract step(limit: number): Promise<string | undefined>;
}

/** Numbers of the sender, set by configuration. */
export abstract class SendingPolicy {
  abstract readonly schedule: RetrySchedule;
  /** A worker that is silent longer loses its deliveries to another. */
  abstract readonly leaseMs: number;
  /** The whole exchange, answer's body included. */
  abstract readonly totalMs: number;
  /** Sends under way in this process. */
  abstract readonly concurrency: number;
}
