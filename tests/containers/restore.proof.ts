import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkout } from '../../deploy/local/src/local.config.js';
import { docker } from './compose.js';
import type { Load } from './load.js';
import type { ProofPlatform } from './proof-platform.js';

const SERVICES = ['api-gateway', 'auth', 'booking', 'payment', 'webhook-dispatcher', 'analytics', 'provider-simulator'];
const POSTGRES_IMAGE = 'postgres:17';
const CLUSTER = '/var/lib/postgresql/data/cluster';

/**
 * A backup of the whole server is taken under load; bookings go on, for `holdMs`; when it is `ageMs` old, server and
 * broker are lost. The backup comes back, the provider's own books (another company's) stay as they were, and money
 * that only they know is given back.
 */
export async function proveRestore(
  platform: ProofPlatform,
  load: Load,
  { holdMs, ageMs }: { readonly holdMs: number; readonly ageMs: number },
): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'faregate-restore-'));
  try {
    await sleep(holdMs);
    const backup = join(folder, 'cluster.tar');
    await intoFile(backup, ...(await inPostgres(platform)), 'pg_basebackup -D - -Ft -X fetch -c fast');
    console.log(`backup taken: ${load.journeys.paid.size} paid`);
    const takenAt = performance.now();
    await sleep(holdMs);
    await load.stop();
    console.log(`bookings since then: ${load.journeys.paid.size} paid`);
    await sleep(Math.max(0, takenAt + ageMs - performance.now()));
    console.log(`the backup is ${Math.round((performance.now() - takenAt) / 60_000)} minutes old`);
    const provider = join(folder, 'simulator.dump');
    await platform.compose.do(['stop', '-t', '30', ...SERVICES]);
    await intoFile(provider, ...(await inPostgres(platform)), 'pg_dump -Fc simulator');
    await lose(platform);
    await restore(platform, backup, provider);
    await platform.up();
    return await reconcile(platform);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function inPostgres({ compose }: ProofPlatform): Promise<string[]> {
  const [postgres = ''] = await compose.containers('postgres');
  return ['exec', '-i', '-u', 'postgres', postgres, 'bash', '-c'];
}

/** Data server and broker go with their disks: what queues held is younger than the backup and must not be heard. */
async function lose({ compose }: ProofPlatform): Promise<void> {
  await compose.do(['rm', '-sf', 'postgres', 'rabbitmq']);
  for (const name of ['postgres', 'rabbitmq']) await docker('volume', 'rm', `${compose.project}_${name}`);
  console.log('the data server and the broker are gone with their disks');
}

async function restore(platform: ProofPlatform, backup: string, provider: string): Promise<void> {
  const { compose } = platform;
  const unpack = `mkdir -p ${CLUSTER} && tar -x -C ${CLUSTER} && chown -R postgres ${CLUSTER} && chmod 700 ${CLUSTER}`;
  const volume = `${compose.project}_postgres:/var/lib/postgresql/data`;
  await fromFile(backup, 'run', '--rm', '-i', '-v', volume, '--entrypoint', 'bash', POSTGRES_IMAGE, '-c', unpack);
  await compose.do(['up', '-d', '--no-deps', 'postgres', 'rabbitmq']);
  for (const service of ['postgres', 'rabbitmq']) await compose.healthy((await compose.containers(service))[0] ?? '');
  const again = 'dropdb simulator && createdb -O simulator simulator && pg_restore -d simulator';
  await fromFile(provider, ...(await inPostgres(platform)), again);
  console.log('restored');
}

/** What the restored books know heals by itself; what they do not know is given back, and nothing else moves. */
async function reconcile(platform: ProofPlatform): Promise<boolean> {
  const healed = await promisesHold(platform);
  await compareBooks(platform);
  await compareBooks(platform, '--give-back');
  return (await compareBooks(platform)) && (await promisesHold(platform)) && healed;
}

async function promisesHold(platform: ProofPlatform): Promise<boolean> {
  const broken = await platform.violations();
  console.log(broken.length === 0 ? 'P1–P8 hold' : `violations:\n${broken.slice(0, 30).join('\n')}`);
  return broken.length === 0;
}

async function compareBooks({ compose }: ProofPlatform, ...options: string[]): Promise<boolean> {
  const program = `${checkout()}/deploy/compose/reconcile.mjs:/app/reconcile.mjs:ro`;
  const run = ['run', '--rm', '-T', '--no-deps', '-v', program, '--entrypoint', 'node', 'payment', 'reconcile.mjs'];
  const [said, agree] = await compose.do([...run, ...options]).then(
    (text) => [text, true] as const,
    (error: { stdout?: string; stderr?: string }) => [error.stdout || (error.stderr ?? ''), false] as const,
  );
  console.log(`reconcile ${options.join(' ')}\n${said.trim().split('\n').slice(-4).join('\n')}`);
  return agree;
}

function intoFile(file: string, ...args: string[]): Promise<void> {
  const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return Promise.all([pipeline(child.stdout, createWriteStream(file)), ended(child)]).then(() => undefined);
}

function fromFile(file: string, ...args: string[]): Promise<void> {
  const child = spawn('docker', args, { stdio: ['pipe', 'inherit', 'inherit'] });
  return Promise.all([pipeline(createReadStream(file), child.stdin), ended(child)]).then(() => undefined);
}

function ended(child: { on(event: 'close', listener: (code: number | null) => void): unknown }): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`docker ended with ${code}`))));
  });
}
