import { setTimeout as sleep } from 'node:timers/promises';
import { docker } from './compose.js';
import type { Load } from './load.js';
import type { ProofPlatform } from './proof-platform.js';

/** As many replicas as the proof wants of each service that may have several. */
const REPLICAS = { auth: 2, booking: 3, payment: 2, 'webhook-dispatcher': 2, analytics: 2 };
const ASKED = `fetch('http://127.0.0.1:3000/metrics').then((a) => a.text()).then((t) => console.log(
  [...t.matchAll(/^http_request_duration_seconds_count\\{.*route="(?!\\/(readyz|metrics|healthz))[^"]*".*\\} (\\d+)/gm)]
    .reduce((sum, m) => sum + Number(m[2]), 0)))`;

/** Under load: replicas are added, one of each pair is killed, and the platform goes back to one of each. */
export async function proveScaling({ compose }: ProofPlatform, load: Load, holdMs: number): Promise<void> {
  await sleep(holdMs);
  console.log(`one of each: ${load.journeys.paid.size} paid`);
  await compose.scale(REPLICAS);
  await sleep(holdMs * 2);
  for (const service of Object.keys(REPLICAS)) {
    const shares = [];
    for (const container of await compose.containers(service))
      shares.push(await docker('exec', container, 'node', '-e', ASKED));
    console.log(`${service} × ${shares.length}: HTTP requests answered by each replica so far: ${shares.join(', ')}`);
  }
  for (const service of ['booking', 'payment', 'webhook-dispatcher']) {
    const [first = ''] = await compose.containers(service);
    await docker('kill', '-s', 'KILL', first);
    console.log(`killed a ${service}: ${load.journeys.paid.size} paid`);
    await sleep(holdMs / 2);
    await docker('rm', first);
  }
  await compose.scale({ booking: 3, payment: 2, 'webhook-dispatcher': 2 });
  console.log(`replicas are back: ${load.journeys.paid.size} paid`);
  for (const service of Object.keys(REPLICAS)) {
    for (const surplus of (await compose.containers(service)).slice(1)) {
      await docker('stop', '-t', '30', surplus);
      await docker('rm', surplus);
    }
  }
  await sleep(holdMs);
  console.log(`one of each again: ${load.journeys.paid.size} paid`);
}
