import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../../deploy/local/src/local.config.js';
import { docker } from './compose.js';
import { defaultsThatAreWrong } from './defaults.js';
import { metricsThatAreMissing } from './metrics.js';
import type { ProofPlatform } from './proof-platform.js';

const SERVICES = ['api-gateway', 'auth', 'booking', 'payment', 'webhook-dispatcher', 'analytics'] as const;
const NAMES_IN_IMAGE = /^(PATH|NODE_\w+|YARN_VERSION|HOST|PORT)=/;
const LOOK = `const { existsSync: is, readdirSync: list } = require('node:fs');
const files = list('/app/dist', { recursive: true });
console.log(JSON.stringify({
  uid: process.getuid(),
  services: list('/app/dist/services'),
  strange: files.filter((file) => /\\.(int-|e2e-)?spec\\.|^libs\\/testing/.test(file)),
  sources: ['libs', 'services', 'deploy', 'tests', '.env', '.git'].filter((name) => is('/app/' + name)),
  modules: process.argv.slice(1).filter((name) => is('/app/node_modules/' + name)),
}));`;

interface Seen {
  readonly uid: number;
  readonly services: string[];
  readonly strange: string[];
  readonly sources: string[];
  readonly modules: string[];
}

/** What is in the images, how containers run, and what the first file switches on: says what is wrong, and sizes. */
export async function proveImages(platform: ProofPlatform): Promise<boolean> {
  const wrong: string[] = [];
  for (const service of SERVICES) {
    const image = `faregate/${service}:local`;
    const size = Number(await docker('inspect', '-f', '{{.Size}}', image));
    console.log(`  ${image}: ${Math.round(size / 1e6)} MB`);
    wrong.push(...(await inImage(service, image)), ...(await inContainer(platform, service)));
  }
  const base = await docker('inspect', '-f', '{{.Size}}', 'node:24-bookworm-slim');
  console.log(`  of it the base image: ${Math.round(Number(base) / 1e6)} MB`);
  wrong.push(...(await defaultsThatAreWrong(platform)), ...(await metricsThatAreMissing(platform)));
  console.log(wrong.length === 0 ? 'images, containers, defaults and metrics are as they should be' : wrong.join('\n'));
  return wrong.length === 0;
}

/** Those that the lock file knows as needed by no production dependency. */
async function packagesForDevelopment(): Promise<string[]> {
  const { packages } = JSON.parse(await readFile(join(checkout(), 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  const dev = Object.entries(packages).flatMap(([path, { dev }]) => (dev === true ? [path] : []));
  return dev.filter((path) => path.startsWith('node_modules/')).map((path) => path.slice('node_modules/'.length));
}

async function inImage(service: string, image: string): Promise<string[]> {
  const unwanted = await packagesForDevelopment();
  const seen = JSON.parse(await docker('run', '--rm', '--entrypoint', 'node', image, '-e', LOOK, ...unwanted)) as Seen;
  const variables = (await docker('inspect', '-f', '{{range .Config.Env}}{{println .}}{{end}}', image)).split('\n');
  const bare = await docker('run', '--rm', image).then(
    () => 'it starts without a configuration',
    (error: { stderr?: string }) => (error.stderr ?? '').includes('INTERNAL_SECRET is missing') || 'names no fault',
  );
  return [
    ...complaint(seen.uid !== 1000, `runs as ${seen.uid}`),
    ...complaint(seen.services.join() !== service, `holds the services ${seen.services.join()}`),
    ...[...seen.strange, ...seen.sources, ...seen.modules].map((what) => `holds ${what}`),
    ...variables.filter((one) => !NAMES_IN_IMAGE.test(one)).map((one) => `sets ${one.split('=')[0]}`),
    ...complaint(bare !== true, String(bare)),
  ].map((what) => `${image}: ${what}`);
}

interface HostConfig {
  readonly ReadonlyRootfs: boolean;
  readonly Privileged: boolean;
  readonly CapDrop: string[] | null;
  readonly SecurityOpt: string[] | null;
  readonly Memory: number;
  readonly Init: boolean | null;
  readonly PortBindings: Record<string, unknown> | null;
}

async function inContainer({ compose }: ProofPlatform, service: string): Promise<string[]> {
  const [container = ''] = await compose.containers(service);
  const host = JSON.parse(await docker('inspect', '-f', '{{json .HostConfig}}', container)) as HostConfig;
  const ports = Object.keys(host.PortBindings ?? {}).join();
  return [
    ...complaint(!host.ReadonlyRootfs, 'may write to its file system'),
    ...complaint(host.Privileged || host.CapDrop?.join() !== 'ALL', 'has capabilities'),
    ...complaint(!host.SecurityOpt?.some((one) => one.startsWith('no-new-privileges')), 'may gain privileges'),
    ...complaint(host.Memory === 0, 'has no limit of memory'),
    ...complaint(host.Init !== true, 'runs without an init'),
    ...complaint(ports !== (service === 'api-gateway' ? '8080/tcp' : ''), `publishes ${ports || 'nothing'}`),
  ].map((what) => `${service}: ${what}`);
}

const complaint = (is: boolean, what: string): string[] => (is ? [what] : []);
