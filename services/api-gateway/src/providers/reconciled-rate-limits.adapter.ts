import { LRUCache } from 'lru-cache';
import { RateLimits } from '../application/ports.js';
import { type Bucket, type Policy, takeToken } from '../domain/token-bucket.js';

/** Buckets of this process alone: with n gateways a caller may get up to n times the limit. */
export class MemoryRateLimits extends RateLimits {
  private readonly buckets = new LRUCache<string, Bucket>({ max: 100_000 });

  constructor(private readonly nowMs: () => number = () => performance.now()) {
    super();
  }

  override take(name: string, policy: Policy): number {
    const { bucket, retryAfterS } = takeToken(this.buckets.get(name), policy, this.nowMs());
    this.buckets.set(name, bucket);
    return retryAfterS;
  }

  override waitOf(name: string, policy: Policy): number {
    return takeToken(this.buckets.get(name), policy, this.nowMs()).retryAfterS;
  }
}
