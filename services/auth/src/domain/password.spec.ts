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
});
