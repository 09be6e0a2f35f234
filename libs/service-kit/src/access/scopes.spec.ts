import { scopesOpen } from './scopes.js';

const at = (path: string): string => `/paygate/api/v1/${path}`;

describe('scopes', () => {
  it('do not restrict a caller who has none', () => {
    expect(scopesOpen(undefined, 'POST', at('refunds'))).toBe(true);
  });

  it.each([
    [['orders'], 'POST', 'orders', true],
    [['orders'], 'GET', 'orders/:id', true],
    [['orders'], 'POST', 'orders/:id/cancel/', true],
    [['orders'], 'POST', 'refunds', false],
    [['orders'], 'GET', 'refunds', false],
    [['read'], 'GET', 'refunds/:id', true],
    [['read'], 'POST', 'orders', false],
    [['read'], 'GET', 'payouts', false],
    [['read'], 'GET', 'auth/api-keys', false],
    [['keys'], 'GET', 'auth/api-keys', true],
    [['check-ins'], 'POST', 'check-ins', true],
    [['check-ins'], 'GET', 'slots/:id/attendees', true],
    [['check-ins'], 'PATCH', 'slots/:id', false],
    [['check-ins'], 'GET', 'orders', false],
    [[], 'GET', 'auth/me', false],
  ])('%j %s %s: %s', (scopes, method, route, open) => {
    expect(scopesOpen(scopes, method, at(route))).toBe(open);
  });

  it('close a route that no rule names', () => {
    expect(scopesOpen(['read', 'orders'], 'POST', at('orders-of-others'))).toBe(false);
    expect(scopesOpen(['read'], 'GET', at('something/new'))).toBe(false);
  });
});
