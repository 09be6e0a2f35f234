import type { ExecutionContext } from '@nestjs/common';
import { OwnOriginGuard } from './own-origin.guard.js';

const guard = new OwnOriginGuard('https://app.example.com');
const call = (headers: Record<string, string>, on = guard) =>
  on.canActivate({ switchToHttp: () => ({ getRequest: () => ({ headers }) }) } as unknown as ExecutionContext);

describe('a route that a cookie opens', () => {
  it('takes calls of its own pages and of programs', () => {
    expect(call({})).toBe(true);
    expect(call({ origin: 'https://app.example.com', 'sec-fetch-site': 'same-origin' })).toBe(true);
    expect(call({ 'sec-fetch-site': 'none' })).toBe(true);
  });

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'https://sub.app.example.com' },
    { origin: 'https://app.example.com.evil.io' },
    { origin: 'http://app.example.com' },
    { origin: 'not a url' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' },
  ])('refuses %j', (headers) => {
    expect(() => call(headers as unknown as Record<string, string>)).toThrow('Another site may not call this.');
  });

  it('knows its own machine by each of its names, but not by another port', () => {
    const local = new OwnOriginGuard('http://localhost:8080');
    expect(call({ origin: 'http://127.0.0.1:8080' }, local)).toBe(true);
    expect(() => call({ origin: 'http://localhost:3000' }, local)).toThrow();
  });
});
