import { GRACE_MS, judgeRefresh, type PresentedToken } from './session.js';

const fresh: PresentedToken = { sessionOver: false, tokenOver: false, rotatedAgoMs: null };

describe('a refresh token', () => {
  it('is exchanged once', () => expect(judgeRefresh(fresh)).toBe('rotate'));

  it('gives two tabs the same successor within the grace', () => {
    expect(judgeRefresh({ ...fresh, rotatedAgoMs: 0 })).toBe('repeat');
    expect(judgeRefresh({ ...fresh, rotatedAgoMs: GRACE_MS })).toBe('repeat');
  });

  it('ends the session when it comes back later', () => {
    expect(judgeRefresh({ ...fresh, rotatedAgoMs: GRACE_MS + 1 })).toBe('reuse');
    expect(judgeRefresh({ ...fresh, tokenOver: true, rotatedAgoMs: GRACE_MS + 1 })).toBe('reuse');
  });

  it('is worth nothing when it is too old or its session is over', () => {
    expect(judgeRefresh({ ...fresh, tokenOver: true })).toBe('over');
    expect(judgeRefresh({ ...fresh, sessionOver: true })).toBe('over');
    expect(judgeRefresh({ ...fresh, sessionOver: true, rotatedAgoMs: GRACE_MS + 1 })).toBe('over');
  });
});
