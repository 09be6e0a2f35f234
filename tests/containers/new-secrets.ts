import { randomBytes } from 'node:crypto';

/** Prefix of variables, then the login and database, and the broker user of a service. */
export const ACCOUNTS = [
  ['AUTH', 'auth', 'auth'],
  ['BOOKING', 'booking', 'booking'],
  ['PAYMENT', 'payment', 'payment'],
  ['WEBHOOK_DISPATCHER', 'webhook_dispatcher', 'webhook-dispatcher'],
  ['ANALYTICS', 'analytics', 'analytics'],
] as const;
/** Prefixes of `…ENCRYPTION_KEYS`. */
const KEYED = ['AUTH', 'PAYMENT', 'WEBHOOK'] as const;

type Variables = Record<string, string>;

const secret = (): string => randomBytes(24).toString('hex');

/** What `.env` says in the three steps of a rotation; old and new replicas are good for each other in each of them. */
export class NewSecrets {
  private readonly next = { internal: secret(), link: secret(), webhook: secret() };
  private readonly nextKeys = new Map(KEYED.map((prefix) => [prefix, `k2:${randomBytes(32).toString('base64')}`]));

  /** `old`: what a variable says before the rotation. */
  constructor(private readonly old: (name: string) => string) {}

  /** The new ones are known to all, and new logins at database and broker are used. */
  known(): Variables {
    return {
      INTERNAL_SECRET_ALSO: this.next.internal,
      LINK_SECRET_ALSO: this.next.link,
      SIMULATOR_WEBHOOK_SECRET: this.next.webhook,
      SIMULATOR_WEBHOOK_SECRET_PREVIOUS: this.old('SIMULATOR_WEBHOOK_SECRET'),
      ...this.keys((old, next) => `${old},${next}`),
      ...Object.fromEntries(ACCOUNTS.flatMap(newLogin)),
    };
  }

  /** The new ones sign and seal; the old ones are still accepted. */
  used(): Variables {
    return {
      INTERNAL_SECRET: this.next.internal,
      INTERNAL_SECRET_ALSO: this.old('INTERNAL_SECRET'),
      LINK_SECRET: this.next.link,
      LINK_SECRET_ALSO: this.old('LINK_SECRET'),
      ...this.keys((old, next) => `${next},${old}`),
    };
  }

  /** The old ones are forgotten, but for links that were issued: tickets are used for months. */
  alone(): Variables {
    return {
      INTERNAL_SECRET_ALSO: '',
      SIMULATOR_WEBHOOK_SECRET_PREVIOUS: '',
      ...this.keys((_old, next) => next),
    };
  }

  private keys(value: (old: string, next: string) => string): Variables {
    return Object.fromEntries(
      [...this.nextKeys].map(([prefix, next]) => {
        const name = `${prefix}_ENCRYPTION_KEYS`;
        return [name, value(this.old(name), next)];
      }),
    );
  }
}

const newLogin = ([prefix, login, user]: (typeof ACCOUNTS)[number]): [string, string][] => [
  [`${prefix}_DATABASE_USER`, `${login}_b`],
  [`${prefix}_DATABASE_PASSWORD`, secret()],
  [`${prefix}_BROKER_USER`, `${user}-b`],
  [`${prefix}_BROKER_PASSWORD`, secret()],
];
