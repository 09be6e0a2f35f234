import { Breaker } from './breaker.js';

const S = 1_000;
const fail = (breaker: Breaker, times: number, at = 0) => {
  let change;
  for (let i = 0; i < times; i += 1) change = breaker.record(false, at);
  return change;
};

describe('the breaker of an endpoint', () => {
  it('opens for 30 s after five failures in a row', () => {
    const breaker = new Breaker();
    expect(fail(breaker, 4)).toBeUndefined();
    expect(breaker.record(false, 0)).toEqual({ kind: 'opened', forMs: 30 * S, openings: 1 });
    expect(breaker.stateAt(29 * S)).toBe('open');
    expect(breaker.stateAt(30 * S)).toBe('probing');
  });

  it('opens at 70 % of at least ten within five minutes', () => {
    const breaker = new Breaker();
    const results = [false, false, true, false, false, true, false, false, true, false];
    const changes = results.map((ok, i) => breaker.record(ok, i * S));
    expect(changes.findIndex((change) => change?.kind === 'opened')).toBe(9);
  });

  it('forgets failures that are older than five minutes', () => {
    const breaker = new Breaker();
    for (const ok of [false, false, false, false, true, false, false, false, false]) breaker.record(ok, 0);
    expect(breaker.record(false, 301 * S)).toMatchObject({ kind: 'opened' });
    const other = new Breaker();
    for (const ok of [false, false, true, false, false, true, false, false]) other.record(ok, 0);
    expect(other.record(true, 301 * S)).toBeUndefined();
    expect(other.record(false, 301 * S)).toBeUndefined();
  });

  it('doubles from probe to probe up to ten minutes', () => {
    const breaker = new Breaker();
    fail(breaker, 5);
    const waits = [];
    for (let now = 30 * S, i = 0; i < 7; i += 1) {
      const change = breaker.record(false, now);
      const forMs = change?.kind === 'opened' ? change.forMs : 0;
      waits.push(forMs / S);
      now += forMs;
    }
    expect(waits).toEqual([60, 120, 240, 480, 600, 600, 600]);
  });

  it('ignores late failures while it is open, and closes on one success', () => {
    const breaker = new Breaker();
    fail(breaker, 5);
    expect(breaker.record(false, 10)).toBeUndefined();
    expect(breaker.record(true, 31 * S)).toEqual({ kind: 'closed' });
    expect(breaker.stateAt(31 * S)).toBe('closed');
  });

  it('probes first when it is remembered as open', () => {
    expect(new Breaker(2).stateAt(0)).toBe('probing');
  });
});
