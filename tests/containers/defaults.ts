import { registerMerchant } from '../support/actors.js';
import { HttpClient } from '../support/http-client.js';
import { docker } from './compose.js';
import type { ProofPlatform } from './proof-platform.js';

/** Nobody may find these in a container unless the demo file asks for them. */
const ONLY_IN_THE_DEMO = /^(SIMULATOR_\w+|WEBHOOK_ALLOW_PRIVATE_NETWORKS|ADMIN_\w+|MAIL_DIR)=./;
const INSIDE = ['auth', 'booking', 'payment', 'webhook-dispatcher', 'analytics'];
/** Secrets that several services need. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  INTERNAL_SECRET: [...INSIDE, 'api-gateway'],
  LINK_SECRET: ['booking', 'payment'],
};
const REACH = `const socket = require('node:net').connect({ host: process.argv[1], port: 5432, timeout: 2000 });
socket.on('connect', () => console.log('reached')).on('connect', () => process.exit());
for (const end of ['error', 'timeout']) socket.on(end, () => process.exit());`;

/** What the platform of the first file alone does although nobody asked for it. */
export async function defaultsThatAreWrong(platform: ProofPlatform): Promise<string[]> {
  return [
    ...(await inEnvironments(platform)),
    ...(await secretsThatMayBeMissing(platform)),
    ...(await overTheApi(platform)),
    ...(await networks(platform)),
  ];
}

async function inEnvironments({ compose }: ProofPlatform): Promise<string[]> {
  const wrong: string[] = [];
  for (const service of [...INSIDE, 'api-gateway']) {
    const [container = ''] = await compose.containers(service);
    const set = (await docker('inspect', '-f', '{{range .Config.Env}}{{println .}}{{end}}', container)).split('\n');
    const demo = set.filter((one) => ONLY_IN_THE_DEMO.test(one));
    wrong.push(...demo.map((one) => `${service}: ${one.split('=')[0]} is set`));
    for (const name of compose.secrets().filter((secret) => !isFor(service, secret)))
      if (set.some((one) => one.includes(compose.variable(name)))) wrong.push(`${service}: is given ${name}`);
  }
  return wrong;
}

function isFor(service: string, secret: string): boolean {
  const own = service.toUpperCase().replaceAll('-', '_');
  const prefixes = service === 'webhook-dispatcher' ? [`${own}_`, 'WEBHOOK_'] : [`${own}_`];
  return SHARED[secret]?.includes(service) ?? prefixes.some((prefix) => secret.startsWith(prefix));
}

/** Variables whose absence, or blank value, Compose does not refuse by name. */
async function secretsThatMayBeMissing({ compose }: ProofPlatform): Promise<string[]> {
  const wrong: string[] = [];
  for (const name of [...compose.secrets(), 'PUBLIC_URL']) {
    if (/SIMULATOR|DEMO/.test(name)) continue;
    const said = await compose.do(['config', '-q'], { [name]: '' }).then(
      () => 'nothing',
      (error: { stderr?: string }) => error.stderr ?? '',
    );
    if (!said.includes(name)) wrong.push(`a blank ${name} is not refused by name`);
  }
  return wrong;
}

async function overTheApi(platform: ProofPlatform): Promise<string[]> {
  const api = HttpClient.at(platform.origin);
  try {
    const merchant = await registerMerchant(api);
    const inside = { url: 'https://10.0.0.1/hooks' };
    const statuses = {
      'a webhook endpoint in a private network': (await merchant.token.post('webhooks/endpoints/', inside)).status,
      'a page of mails': (await api.get('/dev/mail')).status,
      'internal routes': (await api.get('/internal/timeline/1')).status,
      metrics: (await api.get('/metrics')).status,
      'the demo admin': (
        await api.post('auth/token/', {
          email: 'admin@faregate.local',
          password: platform.compose.variable('DEMO_PASSWORD'),
        })
      ).status,
      'the sandbox provider': (await merchant.token.post('payments/webhooks/simulator/', {})).status,
    };
    return Object.entries(statuses).flatMap(([what, status]) =>
      [401, 404, 422].includes(status) ? [] : [`${what}: answered ${status}`],
    );
  } finally {
    await api.close();
  }
}

async function networks({ compose }: ProofPlatform): Promise<string[]> {
  const [gateway = ''] = await compose.containers('api-gateway');
  const reached = await docker('exec', gateway, 'node', '-e', REACH, 'postgres');
  return reached === '' ? [] : ['the gateway reaches PostgreSQL'];
}
