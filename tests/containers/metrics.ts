import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../../deploy/local/src/local.config.js';
import { docker } from './compose.js';
import type { ProofPlatform } from './proof-platform.js';

const SERVICES = ['auth', 'booking', 'payment', 'webhook-dispatcher', 'analytics'];
const FROM_AUTH = ['http://rabbitmq:15692/metrics', 'http://rabbitmq:15692/metrics/per-object'];
const FETCH = `Promise.all(process.argv.slice(1).map((url) => fetch(url).then((answer) => answer.text())))
  .then((texts) => console.log(texts.join('\\n')))`;

/** Metrics that the operations page says to watch and that nothing serves. */
export async function metricsThatAreMissing(platform: ProofPlatform): Promise<string[]> {
  const page = await readFile(join(checkout(), 'docs/operations.md'), 'utf8');
  const table = page.slice(page.indexOf('## What to watch'), page.indexOf('## Scale'));
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  const named = rows.flatMap((row) => [
    ...(row.split('|')[1] ?? '').matchAll(/`([a-z0-9_]+(?:\{name="[a-z_]+")?)(?=[`{}])/g),
  ]);
  const served = await everythingServed(platform);
  return named.flatMap(([, name = '']) => (has(served, name) ? [] : [`nobody serves ${name}`]));
}

async function everythingServed({ compose }: ProofPlatform): Promise<string> {
  const [auth = ''] = await compose.containers('auth');
  const [gateway = ''] = await compose.containers('api-gateway');
  const inside = SERVICES.map((service) => `http://${service}:3000/metrics`);
  return [
    await docker('exec', auth, 'node', '-e', FETCH, ...inside, ...FROM_AUTH),
    await docker('exec', gateway, 'node', '-e', FETCH, 'http://127.0.0.1:9090/metrics'),
  ].join('\n');
}

/** A histogram is served as its parts. */
const has = (served: string, name: string): boolean =>
  served.split('\n').some((line) => line.startsWith(name) && /^(_bucket)?[{ ",}]/.test(line.slice(name.length)));
