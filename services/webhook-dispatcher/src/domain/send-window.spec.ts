import { SendWindow } from './send-window.js';

const round = (window: SendWindow, durationMs: number) => {
  for (let i = window.limit; i > 0; i -= 1) window.succeeded(durationMs, true);
  return window.limit;
};

describe('the send window of an endpoint', () => {
  it('begins with 4 and doubles each quick round up to 64', () => {
    const window = new SendWindow();
    expect([window.limit, ...Array.from({ length: 5 }, () => round(window, 20))]).toEqual([4, 8, 16, 32, 64, 64]);
  });

  it('does not grow by what it does not use', () => {
    const window = new SendWindow();
    for (let i = 0; i < 50; i += 1) window.succeeded(20, false);
    expect(window.limit).toBe(4);
  });

  it('shrinks to 4 for a slow endpoint and to 1 for a failing one', () => {
    const window = new SendWindow();
    round(window, 20);
    round(window, 20);
    for (let i = 0; i < 5; i += 1) window.succeeded(5_000, true);
    expect(window.limit).toBe(4);
    for (let i = 0; i < 5; i += 1) window.failed();
    expect(window.limit).toBe(1);
  });

  it('drains slowly after a breaker closed: 1, 2, 4', () => {
    const window = new SendWindow();
    window.startSlowly();
    expect([window.limit, round(window, 20), round(window, 20)]).toEqual([1, 2, 4]);
  });
});
