import { LRUCache } from 'lru-cache';
import { BUCKETS_AT_ONCE, type ReconcileBucketsAnswer, type ReconcileBucketsRequest } from '#contracts';
import type { InternalClient } from '#service-kit';
import { RateLimits, SharedLimits } from '../application/ports.js';
import { type Bucket, type Policy, takeToken } from '../domain/token-bucket.js';

interface Use {
  readonly policy: Policy;
  taken: number;
}

/**
 * Buckets in memory that no request waits for. What was taken is told to auth each second, which answers what is left
 * for all gateways together: a caller who spreads over n of them gets at most n bursts in the first second and the
 * limit after it. A bucket that is less than half full is asked for each second until it is not, used here or not:
 * others may be emptying it. While auth does not answer, each gateway goes by its own buckets.
 */
export class ReconciledRateLimits extends RateLimits implements SharedLimits {
  private readonly buckets = new LRUCache<string, Bucket>({ max: 100_000 });
  private uses = new Map<string, Use>();

  constructor(
    private readonly auth: InternalClient,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    super();
  }

  override take(name: string, policy: Policy): number {
    const { bucket, retryAfterS } = takeToken(this.buckets.get(name), policy, this.nowMs());
    this.buckets.set(name, bucket);
    if (retryAfterS === 0) this.note(name, policy);
    return retryAfterS;
  }

  override waitOf(name: string, policy: Policy): number {
    return takeToken(this.buckets.get(name), policy, this.nowMs()).retryAfterS;
  }

  async reconcile(): Promise<void> {
    const told = [...this.uses];
    this.uses = new Map();
    for (let at = 0; at < told.length; at += BUCKETS_AT_ONCE) await this.tell(told.slice(at, at + BUCKETS_AT_ONCE));
  }

  private note(name: string, policy: Policy): void {
    const use = this.uses.get(name);
    if (use) use.taken += 1;
    else this.uses.set(name, { policy, taken: 1 });
  }

  private async tell(told: readonly (readonly [string, Use])[]): Promise<void> {
    const buckets = told.map(([name, { policy, taken }]) => {
      return { name, taken, burst: policy.burst, per_second: policy.perSecond };
    });
    const body: ReconcileBucketsRequest = { buckets };
    const { tokens } = await this.auth.post<ReconcileBucketsAnswer>('/internal/rate-limits/reconcile', body);
    const atMs = this.nowMs();
    told.forEach(([name, { policy }], index) => {
      const left = tokens[index];
      if (left === undefined) return;
      // What was taken while the question was under way is not in the answer.
      const since = this.uses.get(name)?.taken ?? 0;
      this.buckets.set(name, { tokens: left - since, atMs });
      if (left < policy.burst / 2 && !this.uses.has(name)) this.uses.set(name, { policy, taken: 0 });
    });
  }
}
