import { setTimeout as sleep } from 'node:timers/promises';
import { docker } from './compose.js';
import type { Load } from './load.js';
import type { ProofPlatform } from './proof-platform.js';

/** Consumers of an event before its producers, so that nobody hears what it does not know yet. */
export const ORDER = ['analytics', 'webhook-dispatcher', 'booking', 'payment', 'auth', 'api-gateway'] as const;
/** Producers of what is new before its consumers, so that nothing is said any more when nobody hears it. */
export const BACK = ['api-gateway', 'payment', 'booking', 'webhook-dispatcher', 'auth', 'analytics'] as const;
/** Longer than a service lingers and drains. */
const STOP_S = '40';

/** Jobs of the new build: rights at the broker for new events; what databases gain, while the old code goes on. */
export async function prepare({ compose }: ProofPlatform): Promise<void> {
  await compose.do(['run', '--rm', '--no-deps', 'broker-users']);
  for (const service of ORDER.filter((name) => name !== 'api-gateway')) {
    const said = await compose.do(['run', '--rm', '--no-deps', '-e', 'LOG_LEVEL=info', `migrate-${service}`]);
    console.log(`  ${service}: ${/migrated: [\w, ]+|nothing to migrate/.exec(said)?.[0] ?? said.trim()}`);
  }
}

/** Replaces the containers of each service, one by one. */
export async function replaceEach(
  platform: ProofPlatform,
  load: Load,
  besideMs: number,
  order: typeof ORDER | typeof BACK = ORDER,
): Promise<void> {
  for (const service of order) {
    await replace(platform, service, besideMs);
    console.log(`  ${service}: ${load.journeys.paid.size} paid; ${load.fates.toString()}`);
  }
}

/**
 * A new container, made by what the files and the environment say now, starts beside the old one; both work for a
 * while; the old one drains and goes.
 */
export async function replace(platform: ProofPlatform, service: string, besideMs: number): Promise<void> {
  const { compose } = platform;
  const [old = ''] = await compose.containers(service);
  await compose.scale({ [service]: 2 });
  await platform.publish(service);
  await sleep(besideMs);
  await platform.publish(service, old);
  await docker('stop', '-t', STOP_S, old);
  const code = await docker('inspect', '-f', '{{.State.ExitCode}}', old);
  if (code !== '0') throw new Error(`${service}: the old one ended with ${code}`);
  await docker('rm', old);
}
