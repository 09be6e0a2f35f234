import type { ServiceName } from '#contracts';

export type { ServiceName } from '#contracts';

/** Secrets that only the services get which sign or decrypt with them. */
export type SecretName = 'LINK_SECRET' | 'ENCRYPTION_KEYS' | SimulatorSecret;

/** What payment and the simulator have agreed on. */
export const SIMULATOR_SECRETS = [
  'SIMULATOR_API_KEY',
  'SIMULATOR_WEBHOOK_SECRET',
  'SIMULATOR_CHECKOUT_SECRET',
] as const;
type SimulatorSecret = (typeof SIMULATOR_SECRETS)[number];

export interface ServiceSpec {
  name: ServiceName;
  /** Where to look for a free port first, counted from the first service port; the gateway has PORT instead. */
  portOffset: number;
  /** Name of its database and role behind the platform's prefix; absent: it keeps none and hears no events. */
  database?: string;
  /** The services it calls, whose addresses it is given. */
  calls: readonly ServiceName[];
  secrets: readonly SecretName[];
  /** A variable that carries the gateway's address on this machine. */
  gatewayAs?: string;
  /** The person's variables that are passed on: exact names, or a prefix that ends with an underscore. */
  passes: readonly string[];
}

/** Variables of the person's environment that every service gets. */
export const PASSED_TO_ALL: readonly string[] = [
  'LOG_LEVEL',
  'SHUTDOWN_GRACE_MS',
  'SUPPORT_CONTACT',
  'DATABASE_POOL_SIZE',
  'OTEL_',
];

const PROVIDERS = ['RAZORPAY_', 'STRIPE_', 'PAYU_', 'PHONEPE_'] as const;
const MAIL = ['SMTP_URL', 'MAIL_'] as const;

/**
 * Every service of the platform, in the order they are listed in and started. What a service is not given here it does
 * not see.
 */
export const SERVICE_SPECS: readonly ServiceSpec[] = [
  {
    name: 'auth',
    portOffset: 0,
    database: 'auth',
    // Its own address too: it checks access tokens by its published keys like everyone else.
    calls: ['auth', 'webhook-dispatcher'],
    secrets: ['LINK_SECRET', 'ENCRYPTION_KEYS'],
    passes: ['AUTH_', 'ADMIN_EMAIL', 'ADMIN_PASSWORD', ...MAIL],
  },
  {
    name: 'booking',
    portOffset: 1,
    database: 'booking',
    calls: ['auth', 'payment'],
    secrets: ['LINK_SECRET', 'ENCRYPTION_KEYS'],
    passes: ['HOLD_', 'MAILS_', 'JOBS_ENABLED', ...MAIL],
  },
  {
    name: 'payment',
    portOffset: 2,
    database: 'payment',
    calls: ['auth', 'booking', 'analytics', 'provider-simulator'],
    secrets: ['LINK_SECRET', 'ENCRYPTION_KEYS', ...SIMULATOR_SECRETS],
    gatewayAs: 'PROVIDER_NOTIFY_BASE',
    passes: ['SIMULATOR_ENABLED', 'PROVIDER_', 'PAYMENT_', ...PROVIDERS, ...MAIL],
  },
  {
    name: 'webhook-dispatcher',
    portOffset: 3,
    database: 'webhook_dispatcher',
    calls: ['auth'],
    secrets: ['ENCRYPTION_KEYS'],
    passes: ['WEBHOOK_'],
  },
  {
    name: 'analytics',
    portOffset: 4,
    database: 'analytics',
    calls: ['auth', 'booking', 'payment', 'webhook-dispatcher'],
    secrets: [],
    passes: ['ANALYTICS_'],
  },
  {
    name: 'provider-simulator',
    portOffset: 5,
    database: 'simulator',
    calls: ['auth', 'payment'],
    secrets: ['ENCRYPTION_KEYS', ...SIMULATOR_SECRETS],
    passes: ['SIMULATOR_'],
  },
  {
    name: 'api-gateway',
    portOffset: 6,
    calls: ['auth', 'booking', 'payment', 'webhook-dispatcher', 'analytics', 'provider-simulator'],
    secrets: ['LINK_SECRET'],
    passes: ['API_RATE_LIMIT_PER_SECOND', 'AUTH_RATE_LIMIT_PER_MINUTE', 'GATEWAY_', 'SIMULATOR_ENABLED', 'MAIL_DIR'],
  },
];

/**
 * The variable that carries a service's address: `AUTH_URL`, `WEBHOOK_DISPATCHER_URL`; the simulator's is
 * `SIMULATOR_URL`.
 */
export const addressVariable = (name: ServiceName): string =>
  name === 'provider-simulator' ? 'SIMULATOR_URL' : `${name.toUpperCase().replaceAll('-', '_')}_URL`;

/** True for a variable of the person that this service is given. */
export const isPassedTo = (spec: ServiceSpec, variable: string): boolean =>
  [...PASSED_TO_ALL, ...spec.passes].some((rule) =>
    rule.endsWith('_') ? variable.startsWith(rule) : variable === rule,
  );
