import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { DomainError, ERROR } from '#kernel';
import { Metrics } from '#service-kit';
import { Passwords } from '../application/ports.js';

/** OWASP's minimum for argon2id: 19 MiB, two passes; some 10 ms on a current core. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };
/** Each takes a core and 19 MiB; one core is left for everybody else. */
const MAX_RUNNING = 4;
/** At 77 hashes a second and core these wait two seconds at most; further ones are better told at once. */
const MAX_WAITING = 100;

@Injectable()
export class Argon2Passwords extends Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly nobodys = hash(randomBytes(32), PARAMETERS);

  private readonly maxRunning: number;

  constructor(metrics: Metrics, cores = availableParallelism()) {
    super();
    this.maxRunning = Math.min(MAX_RUNNING, Math.max(1, cores - 1));
    metrics.gauges('password_hashes', 'Password hashes under way and waiting for their turn', () => ({ ...this.load }));
  }

  /** How many are hashed now, and how many wait. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.running, waiting: this.waiting.length };
  }

  override hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, PARAMETERS));
  }

  override async verify(password: string, stored: string | undefined): Promise<boolean> {
    const against = stored ?? (await this.nobodys);
    const matches = await this.inTurn(() => verify(against, password));
    return stored !== undefined && matches;
  }

  override isOutdated(stored: string): boolean {
    const { memoryCost, timeCost, parallelism, outputLen } = parseOptions(stored);
    const { memoryCost: memory, timeCost: time, parallelism: lanes, outputLen: length } = PARAMETERS;
    return memoryCost !== memory || timeCost !== time || parallelism !== lanes || outputLen !== length;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.maxRunning) this.running += 1;
    else await this.queued();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The place is handed on, so that nobody slips in between.
      if (next) next();
      else this.running -= 1;
    }
  }

  private queued(): Promise<void> {
    if (this.waiting.length >= MAX_WAITING) {
      throw new DomainError(ERROR.tooManyRequests, 'Too many people sign in at once; try again.', { retry_after: 2 });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
