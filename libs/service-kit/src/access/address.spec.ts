import { addressOf } from './address.js';

describe('the address of who asks', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['fe80::1%25en0', 'fe80::1'],
    ['unknown', null],
    ['', null],
  ])('%j is kept as %j', (ip, kept) => {
    expect(addressOf(ip)).toBe(kept);
  });
});
