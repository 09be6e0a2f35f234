import fc from 'fast-check';
import { bookIdOf, permute } from './book-id.js';

const keys = fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 6, maxLength: 6 });

describe('public booking ids', () => {
  it('never collide: the permutation of small domains hits every number once, whatever the keys', () => {
    fc.assert(
      fc.property(keys, fc.constantFrom(2, 3, 4, 5), (given, halfBits) => {
        const size = 2 ** (2 * halfBits);
        const images = new Set(Array.from({ length: size }, (_, n) => permute(n, given, halfBits)));
        return images.size === size && [...images].every((image) => image >= 0 && image < size);
      }),
    );
  });

  it('never collide: neighbours and far numbers of all 32 bits differ', () => {
    const number = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(fc.property(keys, number, number, (given, a, b) => a === b || bookIdOf(a, given) !== bookIdOf(b, given)));
    const fixed = [1, 2, 3, 4, 5, 6];
    const many = new Set(Array.from({ length: 200_000 }, (_, n) => bookIdOf(n, fixed)));
    expect(many.size).toBe(200_000);
  });

  it('look like BK-449034CB and do not count up', () => {
    const ids = [0, 1, 2, 2 ** 32 - 1].map((n) => bookIdOf(n, [7, 11, 13, 17, 19, 23]));
    for (const id of ids) expect(id).toMatch(/^BK-[0-9A-F]{8}$/);
    expect([...ids].sort()).not.toEqual(ids);
    expect(() => bookIdOf(2 ** 32, [1])).toThrow(RangeError);
  });
});
