import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { docker } from './compose.js';
import { replace, replaceEach } from './deploy.js';
import type { Load } from './load.js';
import type { ProofPlatform } from './proof-platform.js';
import { oldSecretsThatWork } from './old-secrets.js';

/** Prefix of variables, and the role, database and broker user of the service. */
const ACCOUNTS = [
  ['AUTH', 'auth', 'auth'],
  ['BOOKING', 'booking', 'booking'],
  ['PAYMENT', 'payment', 'payment'],
  ['WEBHOOK_DISPATCHER', 'webhook_dispatcher', 'webhook-dispatcher'],
  ['ANALYTICS', 'analytics', 'analytics'],
] as const;
const KEYED = { AUTH: 'auth', PAYMENT: 'payment', WEBHOOK: 'webhook-dispatcher' } as const;
/** The next key for access tokens signs after half a minute; replicas look every 5 s. */
const KEY_SIGNS_AFTER_MS = 36_000;

const secret = (): string => randomBytes(32).toString('hex');
const named = (entries: readonly (readonly [string, string])[]): Record<string, string> => Object.fromEntries(entries);
const keys = (value: (prefix: string) => string): Record<string, string> =>
  named(Object.keys(KEYED).map((prefix) => [`${prefix}_ENCRYPTION_KEYS`, value(prefix)]));

/** Under load: each secret is changed in steps of which each leaves old and new replicas good for each other. */
export async function proveRotation(platform: ProofPlatform, load: Load, holdMs: number): Promise<boolean> {
  const { compose } = platform;
  const old = (name: string): string => compose.variable(name);
  const before = { internal: old('INTERNAL_SECRET'), link: old('LINK_SECRET'), hook: old('SIMULATOR_WEBHOOK_SECRET') };
  const oldKey = Object.fromEntries(Object.keys(KEYED).map((prefix) => [prefix, old(`${prefix}_ENCRYPTION_KEYS`)]));
  const oldLogins = ACCOUNTS.map(([prefix, login]) => ({ login, password: old(`${prefix}_DATABASE_PASSWORD`) }));
  const next = { internal: secret(), link: secret(), hook: secret() };
  const nextKey = Object.fromEntries(
    Object.keys(KEYED).map((prefix) => [prefix, `k2:${randomBytes(32).toString('base64')}`]),
  );

  console.log('1. the new secrets are known to all; new logins at database and broker are used');
  compose.set({
    INTERNAL_SECRET_ALSO: next.internal,
    LINK_SECRET_ALSO: next.link,
    SIMULATOR_WEBHOOK_SECRET: next.hook,
    SIMULATOR_WEBHOOK_SECRET_PREVIOUS: before.hook,
    ...keys((prefix) => `${oldKey[prefix]},${nextKey[prefix]}`),
    ...named(ACCOUNTS.flatMap(([prefix, login, user]) => newLogin(prefix, login, user))),
  });
  for (const job of ['database-users', 'broker-users'])
    console.log(indented(await compose.do(['run', '--rm', '--no-deps', job])));
  await replaceEach(platform, load, holdMs);

  console.log('2. the new ones sign and seal');
  compose.set({
    ...{ INTERNAL_SECRET: next.internal, INTERNAL_SECRET_ALSO: before.internal },
    ...{ LINK_SECRET: next.link, LINK_SECRET_ALSO: before.link },
    ...keys((prefix) => `${nextKey[prefix]},${oldKey[prefix]}`),
  });
  await replaceEach(platform, load, holdMs);
  await replace(platform, 'provider-simulator', holdMs);
  await sealAgain(platform);
  await rotateSigningKey(platform);

  console.log('3. the old ones are forgotten');
  compose.set({
    INTERNAL_SECRET_ALSO: '',
    SIMULATOR_WEBHOOK_SECRET_PREVIOUS: '',
    ...keys((prefix) => nextKey[prefix] ?? ''),
  });
  await replaceEach(platform, load, holdMs);
  await forgetLogins(platform);
  await sleep(holdMs);
  const works = await oldSecretsThatWork(platform, before.internal, oldLogins);
  console.log(works.length === 0 ? 'no old secret works' : `old secrets that work: ${works.join(', ')}`);
  return works.length === 0;
}

const newLogin = (prefix: string, login: string, user: string): [string, string][] => [
  [`${prefix}_DATABASE_USER`, `${login}_b`],
  [`${prefix}_DATABASE_PASSWORD`, secret().slice(0, 48)],
  [`${prefix}_BROKER_USER`, `${user}-b`],
  [`${prefix}_BROKER_PASSWORD`, secret().slice(0, 48)],
];

/** What older keys sealed is sealed again, so that those can go. */
async function sealAgain({ compose }: ProofPlatform): Promise<void> {
  for (const service of Object.values(KEYED)) {
    const said = await compose.do(['run', '--rm', '--no-deps', '-e', 'LOG_LEVEL=info', service, 'reseal']);
    console.log(`  ${service}: ${/sealed again: [^"]*/.exec(said)?.[0] ?? said}`);
  }
}

async function rotateSigningKey({ compose }: ProofPlatform): Promise<void> {
  const [auth = ''] = await compose.containers('auth');
  console.log(`  keys rotate: ${await docker('exec', auth, 'node', 'upkeep.mjs', 'keys', 'rotate')}`);
  await sleep(KEY_SIGNS_AFTER_MS);
}

async function forgetLogins({ compose }: ProofPlatform): Promise<void> {
  const [postgres = '', rabbitmq = ''] = [
    ...(await compose.containers('postgres')),
    ...(await compose.containers('rabbitmq')),
  ];
  for (const [, login, user] of ACCOUNTS) {
    const lock = `alter role ${login} nologin password null`;
    await docker('exec', '-u', 'postgres', postgres, 'psql', '-qc', lock);
    await docker('exec', rabbitmq, 'rabbitmqctl', '-q', 'delete_user', user);
  }
}

const indented = (text: string): string => text.trim().replaceAll(/^/gm, '  ');
