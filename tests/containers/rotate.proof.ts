import { setTimeout as sleep } from 'node:timers/promises';
import { docker } from './compose.js';
import { replace, replaceEach } from './deploy.js';
import type { Load } from './load.js';
import { ACCOUNTS, NewSecrets } from './new-secrets.js';
import { oldSecretsThatWork } from './old-secrets.js';
import type { ProofPlatform } from './proof-platform.js';

/** The next key for access tokens signs after half a minute; replicas look every 5 s. */
const KEY_SIGNS_AFTER_MS = 36_000;

/** Under load: every secret is changed, by three rolling deploys of the same build. */
export async function proveRotation(platform: ProofPlatform, load: Load, holdMs: number): Promise<boolean> {
  const { compose } = platform;
  const before = compose.variables();
  const secrets = new NewSecrets((name) => before[name] ?? '');
  console.log('1. the new secrets are known to all; new logins at database and broker are used');
  compose.set(secrets.known());
  for (const job of ['database-users', 'broker-users'])
    console.log(indented(await compose.do(['run', '--rm', '--no-deps', job])));
  await replaceEach(platform, load, holdMs);
  console.log('2. the new ones sign and seal');
  compose.set(secrets.used());
  await replaceEach(platform, load, holdMs);
  await replace(platform, 'provider-simulator', holdMs);
  await sealAgain(platform);
  await rotateSigningKey(platform);
  console.log('3. the old ones are forgotten');
  compose.set(secrets.alone());
  await replaceEach(platform, load, holdMs);
  await forgetLogins(platform);
  await sleep(holdMs);
  const works = await oldSecretsThatWork(platform, before);
  console.log(works.length === 0 ? 'no old secret works' : `old secrets that work: ${works.join(', ')}`);
  return works.length === 0;
}

/** What older keys sealed is sealed again, so that those can go. */
async function sealAgain({ compose }: ProofPlatform): Promise<void> {
  for (const service of ['auth', 'payment', 'webhook-dispatcher']) {
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
