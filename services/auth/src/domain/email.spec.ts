import { canonicalEmail } from './email.js';

describe('an e-mail address', () => {
  it.each([
    ['admin@example.com'],
    ['ADMIN@Example.COM'],
    [' admin@example.com '],
    ['admin@example.com.'],
    ['ａｄｍｉｎ@example.com'],
    ['admin＠example.com'],
    ['ADMİN@example.com'],
    ['\u00a0admin@ｅｘａｍｐｌｅ.com'],
  ])('written %s is one identity', (twin) => {
    expect(canonicalEmail(twin)).toBe('admin@example.com');
  });

  it.each([
    '',
    '@',
    'admin',
    'a@b',
    'аdmin@example.com',
    'a b@example.com',
    'a@-x.com',
    'a@x..com',
    'a@b@',
    `${'a'.repeat(65)}@x.com`,
  ])('is not %s', (text) => expect(canonicalEmail(text)).toBeUndefined());
});
