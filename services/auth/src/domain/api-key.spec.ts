import fc from 'fast-check';
import { hashKey, isKeyForm, mintKey } from './api-key.js';

const random = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));

describe('an API key', () => {
  it('says its mode, has one length, and is known by its hash', () => {
    fc.assert(
      fc.property(random, fc.boolean(), (bytes, livemode) => {
        const { key, prefix, last4, hash } = mintKey(bytes, livemode);
        expect(key).toMatch(livemode ? /^fg_live_[0-9A-Za-z]{49}$/ : /^fg_test_[0-9A-Za-z]{49}$/);
        expect(key.startsWith(prefix) && key.endsWith(last4)).toBe(true);
        expect(hash.equals(hashKey(key))).toBe(true);
        expect(isKeyForm(key)).toBe(true);
      }),
    );
  });

  it('is not any text that was mistyped or taken to the other mode', () => {
    const { key } = mintKey(Buffer.alloc(32, 7), false);
    expect(isKeyForm(key.replace('fg_test_', 'fg_live_'))).toBe(false);
    expect(isKeyForm(`${key.slice(0, 12)}${key[12] === 'x' ? 'y' : 'x'}${key.slice(13)}`)).toBe(false);
    expect(isKeyForm(`${key} `)).toBe(false);
    expect(isKeyForm('')).toBe(false);
  });
});
