import { setTimeout as sleep } from 'node:timers/promises';
import { docker } from './compose.js';
import type { Load } from './load.js';
import type { ProofPlatform } from './proof-platform.js';

/** As many replicas as the proof wants of each service that may have several. */
const REPLICAS = { auth: 2, booking: 3, payment: 2, 'webhook-dispatcher': 2, analytics: 2 };
/** Those that callers ask all the time; each replica of theirs shall have at least half of an even share. */
const BUSY = ['auth', 'booking', 'payment'];
/** A connection serves for at most 12 s. */
const RENEWED_MS = 12_000;
const ASKED = `fetch('http://127.0.0.1:3000/metrics').then((a) => a.text()).then((t) => console.log(
  [...t.matchAll(/^http_request_duration_seconds_count\\{.*route="(?!\\/(readyz|metrics|healthz))[^"]*".*\\} (\\d+)/gm)]
    .reduce((sum, m) => sum + Number(m[2]), 0)))`;

/** Under load: replicas are added and get their share, some are killed, and the platform goes back to one of each. */
export async function proveScaling({ compose }: ProofPlatform, load: Load, holdMs: number): Promise<boolean> {
  const paid = (when: string) => console.log(`${when}: ${load.journeys.paid.size} paid`);
  await sleep(holdMs);
  paid('one of each');
  await compose.scale(REPLICAS);
  paid('replicas are ready');
  await sleep(RENEWED_MS);
  const isEven = await shares(compose, holdMs * 2);
  for (const service of ['booking', 'payment', 'webhook-dispatcher']) {
    const [first = ''] = await compose.containers(service);
    await docker('kill', '-s', 'KILL', first);
    paid(`killed a ${service}`);
    await sleep(holdMs / 2);
    await docker('rm', first);
  }
  await compose.scale({ booking: 3, payment: 2, 'webhook-dispatcher': 2 });
  paid('replicas are back');
  for (const service of Object.keys(REPLICAS)) {
    for (const surplus of (await compose.containers(service)).slice(1)) {
      await docker('stop', '-t', '40', surplus);
      await docker('rm', surplus);
    }
  }
  await sleep(holdMs);
  paid('one of each again');
  return isEven;
}

type Compose = ProofPlatform['compose'];

/** Prints what each replica answers meanwhile; false when one of the busy services leaves a replica idle. */
async function shares(compose: Compose, forMs: number): Promise<boolean> {
  const before = await requestsOfAll(compose);
  await sleep(forMs);
  let isEven = true;
  for (const [service, now] of await requestsOfAll(compose)) {
    const answered = now.map((count, replica) => count - (before.get(service)?.[replica] ?? 0));
    const even = answered.reduce((sum, one) => sum + one, 0) / answered.length;
    console.log(`${service} × ${now.length}: HTTP requests answered meanwhile: ${answered.join(', ')}`);
    if (BUSY.includes(service) && Math.min(...answered) < even / 2) isEven = false;
  }
  if (!isEven) console.log('a replica has less than half of its share');
  return isEven;
}

async function requestsOfAll(compose: Compose): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  for (const service of Object.keys(REPLICAS)) {
    const counts = [];
    for (const container of await compose.containers(service))
      counts.push(Number(await docker('exec', container, 'node', '-e', ASKED)));
    found.set(service, counts);
  }
  return found;
}
