import { filtered } from './filtered.js';
import { namedStatements } from './statement.js';

const list = filtered(
  'test.list-orders',
  { after: 'id < ?', text: '(title ilike ? or place ilike ?)', open: 'open = ?' },
  (where) => `select * from orders where merchant_id = $1 and ${where} order by id desc limit $2`,
);

describe('a statement with optional conditions', () => {
  it('has only the conditions whose values are given, after its own parameters', () => {
    const [statement, values] = list.by(['m', 10], { open: false, text: '%a%', after: undefined });
    expect(statement.text).toBe(
      'select * from orders where merchant_id = $1 and (title ilike $3 or place ilike $3) and open = $4 order by id desc limit $2',
    );
    expect(values).toEqual(['m', 10, '%a%', false]);
  });

  it('takes null for a value that is not given', () => {
    const [statement, values] = list.by(['m', 10], { after: null });
    expect(statement).toEqual({
      name: 'test.list-orders',
      text: 'select * from orders where merchant_id = $1 and true order by id desc limit $2',
    });
    expect(values).toEqual(['m', 10]);
  });

  it('is the same named statement for the same choice, and another for another', () => {
    const of = (filters: Parameters<typeof list.by>[1]) => list.by(['m', 10], filters)[0];
    expect(of({ after: 'x', open: true })).toBe(of({ open: false, after: 'y' }));
    const choices = [{}, { after: 1 }, { text: 1 }, { open: 1 }, { after: 1, text: 1, open: 1 }];
    const names = choices.map((one) => of(one).name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('makes known each condition alone and each pair before any is asked for', () => {
    const known = namedStatements().filter(({ name }) => name.startsWith('test.list-orders'));
    expect(known.length).toBeGreaterThanOrEqual(1 + 3 + 3);
  });
});
