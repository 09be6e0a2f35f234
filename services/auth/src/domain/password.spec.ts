import { COMMON_PASSWORDS } from './common-passwords.js';
import { faultOfPassword, normalPassword } from './password.js';

const fault = (password: string) => faultOfPassword(password, 'ada.lovelace@example.com');

describe('a password', () => {
  it.each(['correct horse battery staple', 'S3cure-pass!', 'Ünïcödé pässwörd', 'x1'.padEnd(128, 'yz1')])(
    'may be %s',
    (one) => {
      expect(fault(one)).toBeUndefined();
    },
  );

  it.each([
    'short',
    'a'.repeat(129),
    'abcd\ud800efgh',
    'password123',
    'PASSWORD1',
    'qwertyuiop',
    'aaaaaaaaaa',
    'abcabcabc',
    'ada.lovelace',
  ])('may not be %s', (one) => expect(fault(one)).toEqual(expect.any(String)));

  it('is the same however the keyboard composes its letters', () => {
    expect(normalPassword('Zu\u0308rich ﬁve')).toBe(normalPassword('Zürich five'));
  });

  it('may be none of the 3,000 most common ones that are long enough, however they are capitalised', () => {
    expect(COMMON_PASSWORDS.size).toBeGreaterThan(3_000);
    const accepted = [...COMMON_PASSWORDS].filter((one) => fault(one.toUpperCase()) === undefined);
    expect(accepted).toEqual([]);
    expect([...COMMON_PASSWORDS].filter((one) => one.length < 8)).toEqual([]);
  });
});
