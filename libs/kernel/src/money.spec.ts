import fc from 'fast-check';
import { allocate, DomainError, ERROR, formatAmount, parseAmount, shareOf } from './index.js';

const refused = (input: unknown, currency = 'INR') => {
  try {
    parseAmount(input, currency);
  } catch (error) {
    return error instanceof DomainError && error.code === ERROR.validation;
  }
  return false;
};

describe('an amount from outside', () => {
  it.each([
    ['100', 'INR', 10_000],
    ['100.5', 'INR', 10_050],
    [100.25, 'INR', 10_025],
    ['0.01', 'INR', 1],
    ['500', 'JPY', 500],
    ['1.234', 'KWD', 1_234],
    ['999999999999.99', 'INR', 99_999_999_999_999],
  ])('%s %s is %d minor units', (input, currency, minor) => {
    expect(parseAmount(input, currency)).toBe(minor);
  });

  it.each([
    -1,
    0,
    '0',
    '0.00',
    '-1',
    '+1',
    '1e3',
    '0x10',
    ' 1',
    '1 ',
    '1.',
    '.5',
    '',
    '1,5',
    '1000000000000',
    Number.NaN,
    Infinity,
    1e400,
    9007199254740993,
    null,
    undefined,
    true,
    {},
    [],
    ['1'],
  ])('%p is refused', (input) => {
    expect(refused(input)).toBe(true);
  });

  it('with more decimals than the currency has is refused, never rounded', () => {
    expect(refused('1.005')).toBe(true);
    expect(refused('1.0', 'JPY')).toBe(true);
    expect(refused('1.2345', 'KWD')).toBe(true);
  });

  it('in an unknown or lower-case currency is refused', () => {
    expect(refused('1', 'inr')).toBe(true);
    expect(refused('1', 'XXX')).toBe(true);
    expect(refused('1', 'constructor')).toBe(true);
  });

  it('reads back what was written', () => {
    const amounts = fc.integer({ min: 1, max: 999_999_999_999 });
    const currencies = fc.constantFrom('INR', 'JPY', 'KWD', 'USD');
    fc.assert(fc.property(amounts, currencies, (minor, cur) => parseAmount(formatAmount(minor, cur), cur) === minor));
  });
});

describe('sharing an amount', () => {
  it('splits without losing or making a unit', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999_999 }), weights, (total, parts) => {
        fc.pre(parts.some((part) => part > 0));
        const shares = allocate(total, parts);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
        expect(shares.every((share, i) => share >= 0 && (parts[i] !== 0 || share === 0))).toBe(true);
      }),
    );
  });

  it('gives the odd units to the largest remainders', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(10, [15, 25])).toEqual([4, 6]);
  });

  it('takes basis points, half rounded up', () => {
    expect(shareOf(99_900, 200)).toBe(1_998);
    expect(shareOf(25, 200)).toBe(1);
    expect(shareOf(24, 200)).toBe(0);
    expect(shareOf(99_999_999_999_999, 10_000)).toBe(99_999_999_999_999);
  });
});
