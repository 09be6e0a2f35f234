import { Injectable } from '@nestjs/common';
import { DomainError, ERROR } from '#kernel';
import type { Limit } from '../domain/routes.js';
import { subscriberOf } from '../domain/client-address.js';
import type { Policy } from '../domain/token-bucket.js';
import { ApiKeys, ExactLimits, RateLimits, Tokens } from './ports.js';

/** A request at the door. */
export interface Arrival {
  readonly limit: Limit;
  /** Method and path: sign-in routes are counted apart. */
  readonly route: string;
  readonly ip: string;
  readonly bearer?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Names the session of a refresh, where it has one. */
  readonly session?: string | undefined;
}

const MINUTE_S = 60;

export interface Limits {
  readonly signInPerMinute: number;
  readonly apiPerSecond: number;
}

/** The token to pass on; without one the service decides whether it serves nobody in particular. */
export interface Admission {
  readonly access?: string;
}

const REFRESHES_PER_MINUTE = 30;
const BAD_SIGNATURES_PER_MINUTE = 20;

/** Decides who is asking and whether they ask too often: 401 1002 for a bad API key, 429 1007 with the time to wait. */
@Injectable()
export class AdmitRequest {
  private readonly signInPerMinute: number;
  private readonly api: Policy;
  private readonly refresh = perMinute(REFRESHES_PER_MINUTE);
  private readonly badSignatures = perMinute(BAD_SIGNATURES_PER_MINUTE);

  constructor(
    private readonly tokens: Tokens,
    private readonly keys: ApiKeys,
    private readonly limits: RateLimits,
    private readonly exact: ExactLimits,
    settings: Limits,
  ) {
    this.signInPerMinute = settings.signInPerMinute;
    this.api = { burst: settings.apiPerSecond * 2, perSecond: settings.apiPerSecond };
  }

  async execute(arrival: Arrival): Promise<Admission> {
    const address = `ip:${subscriberOf(arrival.ip)}`;
    if (arrival.limit === 'api' && arrival.apiKey !== undefined) return this.admitKey(arrival.apiKey, arrival.ip);
    const reading = arrival.bearer === undefined ? undefined : await this.tokens.read(arrival.bearer);
    const account = reading?.kind === 'good' ? reading.account : undefined;
    await this.count(arrival, address, account);
    // A bad token is not passed on: an ended session's would still look good to a service.
    return arrival.bearer === undefined || reading?.kind === 'bad' ? {} : { access: arrival.bearer };
  }

  /** A provider's request did not verify: who sends many of them waits. */
  async countBadSignature(ip: string): Promise<void> {
    await this.limits.take(`signature:ip:${subscriberOf(ip)}`, this.badSignatures);
  }

  private async count({ limit, route, session }: Arrival, address: string, account: string | undefined): Promise<void> {
    switch (limit) {
      case 'provider':
        return enough(await this.limits.waitOf(`signature:${address}`, this.badSignatures));
      case 'sign-in':
        return enough(await this.exact.take(`${route}:${address}`, this.signInPerMinute, MINUTE_S));
      case 'refresh':
        return enough(await this.limits.take(`refresh:${session ?? address}`, this.refresh));
      case 'api':
        return enough(await this.limits.take(account === undefined ? address : `account:${account}`, this.api));
    }
  }

  private async admitKey(key: string, ip: string): Promise<Admission> {
    try {
      const holder = await this.keys.holderOf(key);
      const { access, keyId } = holder;
      if (!holder.allows(ip)) throw new DomainError(ERROR.roleNotAllowed, 'This key may not be used from this address.');
      enough(await this.limits.take(`key:${keyId}`, this.api));
      return { access };
    } catch (error) {
      if (error instanceof DomainError && error.code === ERROR.unauthenticated) {
        enough(await this.limits.take(`ip:${subscriberOf(ip)}`, this.api));
      }
      throw error;
    }
  }
}

function perMinute(count: number): Policy {
  return { burst: count, perSecond: count / 60 };
}

function enough(retryAfterS: number): void {
  if (retryAfterS <= 0) return;
  const seconds = Math.max(1, Math.ceil(retryAfterS));
  throw new DomainError(ERROR.tooManyRequests, `Try again in ${seconds} s.`, { retry_after: seconds });
}
