import { faultOfLink, GENESIS, sealOf } from './audit-chain.js';

const first = { position: 1, hash: sealOf(GENESIS, 'a'), text: 'a' };
const second = { position: 2, hash: sealOf(first.hash, 'b'), text: 'b' };

describe('the chain of the audit log', () => {
  it('holds as it was written', () => {
    expect(faultOfLink({ position: 0, hash: GENESIS }, first)).toBeUndefined();
    expect(faultOfLink(first, second)).toBeUndefined();
  });

  it.each([
    ['an entry that reads otherwise', first, { ...second, text: 'B' }, 'changed'],
    ['an entry that is gone', first, { ...second, text: null }, 'entry removed'],
    ['a seal that is gone', first, { ...second, position: 3 }, 'seal removed'],
    ['an earlier entry with a seal made anew', { ...first, hash: sealOf(GENESIS, 'A') }, second, 'changed'],
  ])('tells of %s', (_, before, link, fault) => {
    expect(faultOfLink(before, link)).toBe(fault);
  });
});
