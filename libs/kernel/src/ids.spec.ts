import { backoffMs, dayOf, isUuid, newId } from './index.js';

describe('ids', () => {
  it('sort by the time they were made', () => {
    const ids = Array.from({ length: 1_000 }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every(isUuid)).toBe(true);
  });

  it('tell the UTC day they were made on', () => {
    expect(dayOf('01939d5a-0000-7000-8000-000000000001')).toBe('2024-12-06');
    expect(() => dayOf('7d444840-9dc0-41d1-b245-5ffdce74fad2')).toThrow(RangeError);
    expect(() => dayOf('not an id')).toThrow(RangeError);
  });
});

describe('back-off', () => {
  it('doubles from its base to its cap', () => {
    const waits = [1, 2, 3, 4, 40].map((n) => backoffMs(n, { baseMs: 100, capMs: 500, jitter: 0 }, () => 0.5));
    expect(waits).toEqual([100, 200, 400, 500, 500]);
  });

  it('spreads waiters by its jitter', () => {
    const backoff = { baseMs: 1_000, capMs: 1_000, jitter: 0.2 };
    expect(backoffMs(1, backoff, () => 0)).toBe(800);
    expect(backoffMs(1, backoff, () => 1)).toBe(1_200);
  });
});
