import { retryAfterMs } from './retry-after.js';

const NOW = Date.parse('2026-11-21T10:30:00Z');

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 5 ', 5_000],
    ['0', 0],
    ['999999999', 999_999_999_000],
    ['Sat, 21 Nov 2026 10:31:00 GMT', 60_000],
  ])('understands %j', (header, expected) => {
    expect(retryAfterMs(header, NOW)).toBe(expected);
  });

  it.each(['-5', '1.5', '1e9', '', 'soon', '0x10', '99999999999999', 'Sat, 21 Nov 2026 10:29:00 GMT', 'NaN'])(
    'takes %j for no hint',
    (header) => {
      expect(retryAfterMs(header, NOW)).toBeNull();
    },
  );

  it('takes a missing header for no hint', () => {
    expect(retryAfterMs(undefined, NOW)).toBeNull();
  });
});
