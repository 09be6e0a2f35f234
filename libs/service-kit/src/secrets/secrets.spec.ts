import { randomBytes } from 'node:crypto';
import { signLink, verifyLink } from './link-signature.js';
import { SecretBox } from './secret-box.js';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

describe('signed links', () => {
  const signature = signLink('s'.repeat(32), 'pay', 'id-1', 1700);

  it('verify for exactly their parts', () => {
    expect(verifyLink('s'.repeat(32), signature, 'pay', 'id-1', 1700)).toBe(true);
  });

  it.each([
    ['another part', ['pay', 'id-2', 1700]],
    ['a character moved between parts', ['payi', 'd-1', 1700]],
    ['a part less', ['pay', 'id-1']],
  ])('do not verify for %s', (_what, parts) => {
    expect(verifyLink('s'.repeat(32), signature, ...parts)).toBe(false);
  });

  it.each([undefined, '', 'x', ['a'], signature.slice(1)])('are false, not an exception, for %p', (given) => {
    expect(verifyLink('s'.repeat(32), given, 'pay', 'id-1', 1700)).toBe(false);
  });
});

describe('the secret box', () => {
  const old = key('2025');
  const box = new SecretBox(old);

  it('opens what it sealed, in its own context only', () => {
    const sealed = box.seal('whsec_x', 'endpoint:1');
    expect(sealed).not.toContain('whsec_x');
    expect(box.open(sealed, 'endpoint:1')).toBe('whsec_x');
    expect(() => box.open(sealed, 'endpoint:2')).toThrow();
  });

  it('seals the same text differently each time', () => {
    expect(box.seal('x', 'c')).not.toBe(box.seal('x', 'c'));
  });

  it('opens what older keys sealed, and seals by the first', () => {
    const rotated = new SecretBox(`${key('2026')},${old}`);
    const sealed = box.seal('x', 'c');
    expect(rotated.open(sealed, 'c')).toBe('x');
    expect(() => box.open(rotated.seal('x', 'c'), 'c')).toThrow();
  });

  it.each(['', 'v1', 'v1.2025.AAAA', 'plain text'])('refuses %p', (text) => {
    expect(() => box.open(text, 'c')).toThrow();
  });

  it.each(['', 'id', 'id:short', ':AAAA'])('refuses the keys %p at boot', (keys) => {
    expect(() => new SecretBox(keys)).toThrow('id:base64-of-32-bytes');
  });
});
