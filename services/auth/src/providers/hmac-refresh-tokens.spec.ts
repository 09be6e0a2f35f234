import { HmacRefreshTokens } from './hmac-refresh-tokens.adapter.js';

const [OLD, NEW] = ['the internal secret before its change', 'the internal secret after its change'];
const nonce = Buffer.alloc(16, 7);

describe('refresh tokens', () => {
  it('have one successor a nonce, which another secret does not make', () => {
    const [one, other] = [new HmacRefreshTokens(OLD), new HmacRefreshTokens(NEW)];
    const token = one.first();
    expect(one.successorOf(token, nonce)).toBe(one.successorOf(token, nonce));
    expect(one.successorOf(token, nonce)).not.toBe(one.successorOf(token, Buffer.alloc(16, 8)));
    expect(one.successorOf(token, nonce)).not.toBe(other.successorOf(token, nonce));
    expect(one.successorsOf(token, nonce)).toEqual([one.successorOf(token, nonce)]);
  });

  it('are known by every replica while the secret is changed, whichever of them made the successor', () => {
    const [before, after] = [new HmacRefreshTokens(OLD, NEW), new HmacRefreshTokens(NEW, OLD)];
    const token = before.first();
    expect(before.successorsOf(token, nonce)).toContain(after.successorOf(token, nonce));
    expect(after.successorsOf(token, nonce)).toContain(before.successorOf(token, nonce));
  });
});
