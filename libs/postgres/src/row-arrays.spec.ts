import { rowArrays } from './index.js';

describe('rows as arrays', () => {
  const rows = rowArrays('id uuid, at timestamptz,\n  doc jsonb');

  it('name their columns and unnest one array each', () => {
    expect(rows.names).toBe('id, at, doc');
    expect(rows.source).toBe('unnest($1::uuid[], $2::timestamptz[], $3::jsonb[]) as r (id, at, doc)');
  });

  it('give dates as instants, documents as JSON whatever they are, and what is absent as null or undefined', () => {
    const at = new Date('2026-11-27T17:00:00.123Z');
    expect(rows.of([{ id: 'a', at, doc: { b: [1] }, more: 1 }, { id: null }, { id: 'b', doc: 'null' }])).toEqual([
      ['a', null, 'b'],
      ['2026-11-27T17:00:00.123Z', undefined, undefined],
      ['{"b":[1]}', undefined, '"null"'],
    ]);
  });
});
