/** The services public routes lead to. */
export type Upstream = 'auth' | 'booking' | 'payment' | 'webhook-dispatcher' | 'analytics';

/**
 * How often a route may be called: `sign-in` a few times a minute per address; `refresh` per session; `provider`
 * without a limit of ours while its signatures verify; `api` per key or account.
 */
export type Limit = 'api' | 'sign-in' | 'refresh' | 'provider';

export interface Route {
  readonly upstream: Upstream;
  readonly limit: Limit;
}

const UPSTREAMS: readonly (readonly [prefix: string, upstream: Upstream])[] = [
  ['auth', 'auth'],
  ['admin/users', 'auth'],
  ['admin/audit-log', 'auth'],
  ['orders', 'payment'],
  ['payments', 'payment'],
  ['refunds', 'payment'],
  ['payouts', 'payment'],
  ['admin/payouts', 'payment'],
  ['listings', 'booking'],
  ['slots', 'booking'],
  ['carts', 'booking'],
  ['bookings', 'booking'],
  ['tickets', 'booking'],
  ['check-ins', 'booking'],
  ['waitlist', 'booking'],
  ['webhooks', 'webhook-dispatcher'],
  ['events', 'webhook-dispatcher'],
  ['merchants/stats', 'analytics'],
  ['admin/stats', 'analytics'],
  ['admin/merchants', 'analytics'],
];

const MERCHANT_FEES = /^admin\/merchants\/[^/]+\/fees$/;
const SIGN_IN =
  /^auth\/(register|register-customer|register-admin|token|password-reset|password-reset\/confirm|team\/join)$/;
const PROVIDER = /^payments\/(webhooks|payu|return)\//;

/** Where a public path (without prefix and outer slashes) leads, and how often; undefined where nothing is. */
export function routeOf(method: string, path: string): Route | undefined {
  if (MERCHANT_FEES.test(path)) return { upstream: 'payment', limit: 'api' };
  const found = UPSTREAMS.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
  return found && { upstream: found[1], limit: limitOf(method, path) };
}

function limitOf(method: string, path: string): Limit {
  if (PROVIDER.test(path)) return 'provider';
  if (method !== 'POST') return 'api';
  if (path === 'auth/refresh') return 'refresh';
  return SIGN_IN.test(path) ? 'sign-in' : 'api';
}
