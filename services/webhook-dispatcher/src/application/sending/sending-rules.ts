import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { type AttemptOutcome, judge, type Verdict } from '../../domain/attempt.js';
import { Randomness, SendingPolicy } from '../ports.js';
import type { Waiting } from './lane.js';

/**
 * Between the check of a lease and the last byte of an answer nothing takes longer than the total deadline and this.
 */
const MARGIN_MS = 2_000;

/** What the sender decides by: the clock, chance, and the numbers of the policy. */
@Injectable()
export class SendingRules {
  constructor(
    private readonly clock: Clock,
    private readonly randomness: Randomness,
    readonly policy: SendingPolicy,
  ) {}

  nowMs(): number {
    return this.clock.now().getTime();
  }

  verdictOn(outcome: AttemptOutcome, tries: number): Verdict {
    return judge(outcome, tries, this.policy.schedule, () => this.randomness.next());
  }

  /** Whether the lease surely outlives a send that starts now. */
  mayStart({ leasedAtMs }: Waiting): boolean {
    return this.nowMs() - leasedAtMs + this.policy.totalMs + MARGIN_MS < this.policy.leaseMs;
  }
}
