import { decodeCursor, encodeCursor } from './cursor.js';
import { Page } from './page.js';

const id = '0193a1b2-0000-7000-8000-000000000001';

describe('cursors', () => {
  it('give back what they were made of', () => {
    const cursor = encodeCursor([new Date(5), id, 3, 'x']);
    expect(decodeCursor(cursor, 'time', 'uuid', 'number', 'string')).toEqual([new Date(5), id, 3, 'x']);
  });

  it('are absent on the first page', () => {
    expect(decodeCursor(undefined, 'uuid')).toBeUndefined();
  });

  it.each([
    'x',
    '',
    encodeCursor([]),
    encodeCursor(['not-a-uuid']),
    encodeCursor([id, id]),
    Buffer.from('{"a":1}').toString('base64url'),
  ])('are refused when forged: %p', (cursor) => {
    expect(() => decodeCursor(cursor, 'uuid')).toThrow(expect.objectContaining({ code: 1004 }) as Error);
  });

  it('never put NUL into a statement', () => {
    expect(() => decodeCursor(encodeCursor(['a\0b']), 'string')).toThrow('cursor');
  });
});

describe('a page', () => {
  const page = (rows: number[]) =>
    Page.of(
      rows,
      2,
      (row) => `c${row}`,
      (row) => row * 10,
    );

  it('shows limit rows of limit + 1 and points behind the last shown', () => {
    expect(page([1, 2, 3])).toEqual(new Page([10, 20], 'c2'));
  });

  it('is the last when there are no more rows', () => {
    expect(page([1, 2]).nextCursor).toBeNull();
    expect(page([]).nextCursor).toBeNull();
  });
});
