/** Round keys of the permutation: kept in the database for ever, because other keys could give a number out twice. */
export type BookIdKeys = readonly number[];

/**
 * The public id of the n-th booking: `BK-` and eight upper-case hexadecimal digits. A balanced Feistel network is a
 * bijection whatever its rounds do (Luby, Rackoff 1988), so ids never collide, and nobody sees their order in them.
 *
 * @param n 0 to 2³² − 1, each used once
 */
export function bookIdOf(n: number, keys: BookIdKeys): string {
  return `BK-${permute(n, keys).toString(16).toUpperCase().padStart(8, '0')}`;
}

/** A bijection of the integers of `2 × halfBits` bits. */
export function permute(n: number, keys: BookIdKeys, halfBits = 16): number {
  const size = 2 ** halfBits;
  if (!Number.isInteger(n) || n < 0 || n >= size * size) throw new RangeError('not a booking number');
  let left = Math.floor(n / size);
  let right = n % size;
  for (const key of keys) [left, right] = [right, (left ^ scramble(right, key)) % size];
  return left * size + right;
}

/** MurmurHash3's finaliser over the half and the round's key: every bit depends on every bit. Non-negative, 31 bits. */
function scramble(half: number, key: number): number {
  let h = Math.imul(half ^ key, 0x9e3779b1) ^ (key >>> 7);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 1;
}
