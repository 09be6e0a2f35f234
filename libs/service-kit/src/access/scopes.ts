/**
 * What a restricted caller (an API key with scopes, a member of a merchant's team) may do. `read` opens what others'
 * scopes open for reading.
 */
export const SCOPES = [
  'read',
  'orders',
  'payments',
  'refunds',
  'payouts',
  'listings',
  'bookings',
  'check-ins',
  'webhooks',
  'profile',
  'keys',
  'team',
] as const;

export type Scope = (typeof SCOPES)[number];

/** What an API key may be given: who holds a key can't make itself a stronger one, or let people in. */
export const KEY_SCOPES: readonly Scope[] = SCOPES.filter((scope) => scope !== 'keys' && scope !== 'team');

interface Rule {
  /** The beginning of the route, without the public prefix; whole segments. */
  readonly route: string;
  /** Reading needs this scope or, unless told otherwise, `read`. */
  readonly scope: Scope;
  /** `read` is not enough for reading. */
  readonly closed?: true;
}

/** The longest that fits counts; a route that none fits is closed to restricted callers. */
const RULES: readonly Rule[] = [
  { route: 'orders', scope: 'orders' },
  { route: 'payments', scope: 'payments' },
  { route: 'refunds', scope: 'refunds' },
  { route: 'payouts', scope: 'payouts', closed: true },
  { route: 'listings', scope: 'listings' },
  { route: 'slots', scope: 'listings' },
  { route: 'slots/:id/attendees', scope: 'check-ins' },
  { route: 'check-ins', scope: 'check-ins' },
  { route: 'bookings', scope: 'bookings' },
  { route: 'webhooks', scope: 'webhooks' },
  { route: 'events', scope: 'webhooks' },
  { route: 'merchants/stats', scope: 'read' },
  { route: 'auth/me', scope: 'profile' },
  { route: 'auth/mode', scope: 'profile' },
  { route: 'auth/audit-log', scope: 'read' },
  { route: 'auth/api-keys', scope: 'keys', closed: true },
  { route: 'auth/team', scope: 'team', closed: true },
];

/** Whether scopes open a route; callers without scopes are not restricted. */
export function scopesOpen(scopes: readonly string[] | undefined, method: string, route: string): boolean {
  if (scopes === undefined) return true;
  const rule = ruleOf(route);
  if (!rule) return false;
  const reads = method === 'GET' || method === 'HEAD';
  return scopes.includes(rule.scope) || (reads && !rule.closed && scopes.includes('read'));
}

function ruleOf(route: string): Rule | undefined {
  const path = route.replace(/^\/paygate\/api\/v1\//, '').replace(/\/$/, '');
  const fitting = RULES.filter(({ route: start }) => path === start || path.startsWith(`${start}/`));
  return fitting.sort((a, b) => b.route.length - a.route.length)[0];
}
