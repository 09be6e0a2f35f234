/** So many in a window that starts with the first. */
export interface CountLimit {
  readonly points: number;
  readonly windowS: number;
}

/** Counters that hold for all gateways together. */
export abstract class RateCounters {
  /** Counts one; 0 when it is within the limit, else the seconds until it may be tried again. */
  abstract take(name: string, limit: CountLimit): Promise<number>;
}

/** What one gateway took out of a bucket since it told last. */
export interface BucketUse {
  readonly name: string;
  readonly taken: number;
  readonly burst: number;
  readonly perSecond: number;
}

/** Token buckets that every gateway keeps for itself and compares with the others' each second. */
export abstract class SharedBuckets {
  /** Takes what was used out of the shared buckets; what is left in each, by name, below zero where too much was. */
  abstract reconcile(uses: readonly BucketUse[]): Promise<ReadonlyMap<string, number>>;
  /** Removes a bounded batch of buckets that have been full, and of counters that ran out, for long. */
  abstract purge(): Promise<number>;
}
