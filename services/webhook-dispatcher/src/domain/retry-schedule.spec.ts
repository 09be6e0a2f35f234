import { nextTryInMs, STANDARD_SCHEDULE } from './retry-schedule.js';

const MIDDLE = () => 0.5;
const refused = { statusCode: 500, retryAfterMs: null };

describe('the retry schedule', () => {
  it('makes ten tries over about 75.6 hours', () => {
    const waits = Array.from({ length: 10 }, (_, i) => nextTryInMs(STANDARD_SCHEDULE, i + 1, refused, MIDDLE));
    const hour = 3_600;
    expect(waits.map((wait) => (wait === null ? null : wait / 1000))).toEqual([
      5,
      300,
      1_800,
      2 * hour,
      5 * hour,
      10 * hour,
      14 * hour,
      20 * hour,
      24 * hour,
      null,
    ]);
    expect(STANDARD_SCHEDULE.reduce((sum, wait) => sum + wait, 0) / hour).toBeCloseTo(75.6, 1);
  });

  it('spreads each wait by a fifth to both sides', () => {
    expect(nextTryInMs(STANDARD_SCHEDULE, 2, refused, () => 0)).toBe(240_000);
    expect(nextTryInMs(STANDARD_SCHEDULE, 2, refused, () => 0.999_999)).toBe(360_000);
  });

  it.each([429, 503])('waits as long as a %d asks, when that is longer', (statusCode) => {
    const asks = (retryAfterMs: number) => nextTryInMs(STANDARD_SCHEDULE, 2, { statusCode, retryAfterMs }, MIDDLE);
    expect(asks(400_000)).toBe(400_000);
    expect(asks(1_000)).toBe(300_000);
  });

  it('believes no hint beyond ten hours, and none of other answers', () => {
    const hint = 999_999_999_000;
    expect(nextTryInMs(STANDARD_SCHEDULE, 1, { statusCode: 503, retryAfterMs: hint }, MIDDLE)).toBe(36_000_000);
    expect(nextTryInMs(STANDARD_SCHEDULE, 1, { statusCode: 500, retryAfterMs: hint }, MIDDLE)).toBe(5_000);
  });

  it.each([429, 502, 504])('gives a receiver that answers %d at least a minute', (statusCode) => {
    expect(nextTryInMs(STANDARD_SCHEDULE, 1, { statusCode, retryAfterMs: null }, MIDDLE)).toBe(60_000);
  });
});
