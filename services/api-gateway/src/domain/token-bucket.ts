export interface Policy {
  /** Tokens a full bucket holds: the largest burst. */
  readonly burst: number;
  readonly perSecond: number;
}

export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

export interface Take {
  readonly bucket: Bucket;
  /** Seconds until one is there; 0: taken. */
  readonly retryAfterS: number;
}

/** Takes one token, if there is one; a bucket nobody used is full. A clock that steps back gives nothing. */
export function takeToken(bucket: Bucket | undefined, { burst, perSecond }: Policy, nowMs: number): Take {
  const idleMs = bucket ? Math.max(0, nowMs - bucket.atMs) : 0;
  const tokens = bucket ? Math.min(burst, bucket.tokens + (idleMs / 1000) * perSecond) : burst;
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, atMs: nowMs }, retryAfterS: 0 };
  return { bucket: { tokens, atMs: nowMs }, retryAfterS: (1 - tokens) / perSecond };
}
