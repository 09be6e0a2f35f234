import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { type AttemptOutcome, judge, type Verdict } from '../../domain/attempt.js';
import { Randomness, SendingPolicy } from '../ports.js';
import type { Waiting } from './lane.js';

/** Of the lease: between the check of a lease and the writing of a result. */
const MARGIN = 0.05;

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
    const { leaseMs, totalMs } = this.policy;
    return this.nowMs() - leasedAtMs + totalMs < leaseMs * (1 - MARGIN);
  }
}
