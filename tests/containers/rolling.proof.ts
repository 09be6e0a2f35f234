import { setTimeout as sleep } from 'node:timers/promises';
import { docker } from './compose.js';
import type { Load } from './load.js';
import type { ProofPlatform } from './proof-platform.js';

/** Consumers of an event before its producers, so that nobody hears what it does not know yet. */
const ORDER = ['analytics', 'webhook-dispatcher', 'booking', 'payment', 'auth', 'api-gateway'] as const;
type Service = (typeof ORDER)[number];

/**
 * Under load: each service is replaced by `version`, one by one. Its migrations run as a job, the new container starts
 * beside the old one, both work for a while, then the old one drains and goes.
 */
export async function roll(platform: ProofPlatform, load: Load, version: string, besideMs: number): Promise<void> {
  const { compose } = platform;
  const more = { FAREGATE_VERSION: version };
  for (const service of ORDER) {
    const [old = ''] = await compose.containers(service);
    if (service !== 'api-gateway') await compose.do(['run', '--rm', '--no-deps', `migrate-${service}`], more);
    await compose.scale({ [service]: 2 }, more);
    if (service === 'api-gateway') await platform.findGateways();
    await sleep(besideMs);
    await retire(platform, service, old);
    const [left = ''] = await compose.containers(service);
    const image = await docker('inspect', '-f', '{{.Config.Image}}', left);
    console.log(`${service} is ${image}: ${load.journeys.paid.size} paid; ${load.fates.toString()}`);
  }
}

async function retire(platform: ProofPlatform, service: Service, old: string): Promise<void> {
  if (service === 'api-gateway') await platform.findGateways(old);
  await docker('stop', '-t', '30', old);
  const code = await docker('inspect', '-f', '{{.State.ExitCode}}', old);
  if (code !== '0') console.log(`${service}: the old one ended with ${code}`);
  await docker('rm', old);
}
