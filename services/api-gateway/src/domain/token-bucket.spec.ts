import fc from 'fast-check';
import { type Bucket, takeToken } from './token-bucket.js';

const policy = { burst: 5, perSecond: 1 };

describe('a token bucket', () => {
  it('begins full, and then fills at its rate', () => {
    let bucket: Bucket | undefined;
    for (let i = 0; i < 5; i += 1) ({ bucket } = takeToken(bucket, policy, 0));
    expect(takeToken(bucket, policy, 0).retryAfterS).toBe(1);
    expect(takeToken(bucket, policy, 400).retryAfterS).toBeCloseTo(0.6);
    expect(takeToken(bucket, policy, 1_000).retryAfterS).toBe(0);
  });

  it('gives nothing for a clock that steps back', () => {
    const { bucket } = takeToken({ tokens: 0.5, atMs: 1_000 }, policy, 0);
    expect(bucket.tokens).toBe(0.5);
  });

  it('never gives more than burst and rate allow, however it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 }), (waits) => {
        let [bucket, nowMs, taken]: [Bucket | undefined, number, number] = [undefined, 0, 0];
        for (const wait of waits) {
          nowMs += wait;
          const take = takeToken(bucket, policy, nowMs);
          bucket = take.bucket;
          if (take.retryAfterS === 0) taken += 1;
        }
        expect(taken).toBeLessThanOrEqual(policy.burst + (nowMs / 1000) * policy.perSecond + 1e-6);
      }),
    );
  });
});
