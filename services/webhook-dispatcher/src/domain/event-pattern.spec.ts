import { faultOfPattern, selects, SUBSCRIBABLE_EVENTS } from './event-pattern.js';

describe('event patterns', () => {
  it('select by name, by family, or all', () => {
    expect(selects(['payment.captured'], 'payment.captured')).toBe(true);
    expect(selects(['payment.*'], 'payment.captured')).toBe(true);
    expect(selects(['*'], 'payment.captured')).toBe(true);
    expect(selects(['booking.*', 'payment.failed'], 'payment.captured')).toBe(false);
  });

  it.each([...SUBSCRIBABLE_EVENTS, '*', 'payment.*', 'booking.*', 'waitlist.*'])('take %s', (pattern) => {
    expect(faultOfPattern(pattern)).toBeUndefined();
  });

  it.each([
    'payment',
    'payment.',
    '*.captured',
    'Payment.captured',
    'payment.captured\r\nx: y',
    'payments.*',
    '**',
    '',
  ])('refuse %j', (pattern) => {
    expect(faultOfPattern(pattern)).toBeDefined();
  });
});
