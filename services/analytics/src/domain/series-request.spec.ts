import { DomainError } from '#kernel';
import { type AskedSeries, seriesRequestOf } from './series-request.js';

const now = new Date('2026-11-21T10:30:00Z');
const nothing: AskedSeries = { metric: 'orders', interval: undefined, tz: undefined, from: undefined, to: undefined };
const asked = (more: Partial<AskedSeries>) => seriesRequestOf({ ...nothing, ...more }, now);

describe('a request for a series', () => {
  it('is of days of the last thirty unless it says otherwise', () => {
    const from = new Date('2026-10-22T10:30:00Z');
    expect(asked({})).toEqual({ metric: 'orders', interval: 'day', tz: 'UTC', from, to: now });
  });

  it('takes times with a zone and plain dates', () => {
    const { from, to, tz } = asked({ from: '2026-11-01', to: '2026-11-21T10:30:00+05:30', tz: 'Asia/Kathmandu' });
    expect([from, to]).toEqual([new Date('2026-11-01T00:00:00Z'), new Date('2026-11-21T05:00:00Z')]);
    expect(tz).toBe('Asia/Kathmandu');
  });

  it.each<Partial<AskedSeries>>([
    { metric: undefined },
    { metric: 'profit' },
    { interval: 'week' },
    { from: 'yesterday' },
    { from: '2026-13-01' },
    { from: '2026-11-22T00:00:00Z' },
    { to: '2026-11-20T10:30' },
    { tz: '+05:30' },
    { tz: 'Mars/Olympus' },
    { tz: "UTC'; --" },
    { interval: 'hour', from: '2020-01-01' },
  ])('is refused (1019) with %j', (wrong) => {
    expect(() => asked(wrong)).toThrow(expect.objectContaining({ code: 1019 }) as DomainError);
  });
});
