import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const built = (path) => import(pathToFileURL(join(root, 'dist', path)).href);

/** Tests register many accounts from one address, and can't wait minutes for a poll or a retry. */
const environment = {
  AUTH_RATE_LIMIT_PER_MINUTE: '100000',
  API_RATE_LIMIT_PER_SECOND: '100000',
  // The first poll comes after a call has run into its time limit: what is unknown can be seen to be so.
  PAYMENT_POLL_SCHEDULE_SECONDS: '3,2,3,5,5,5',
  WEBHOOK_RETRY_SCHEDULE_SECONDS: '0,1,1,2,2,5,5,5',
  PROVIDER_TIMEOUT_MS: '1500',
  SIMULATOR_HANG_MS: '4000',
  SIMULATOR_SEED: '7',
  ADMIN_EMAIL: 'admin@example.com',
  ADMIN_PASSWORD: 'correct horse battery staple',
};

const WITH_DATABASE = ['auth', 'payment', 'booking', 'webhook-dispatcher', 'analytics', 'provider-simulator'];

async function startCanary(rabbitmqUrl) {
  const { Canary } = await built('tests/support/canary/canary.js');
  const canary = await Canary.start(rabbitmqUrl);
  process.env['FAREGATE_CANARY'] = canary.secretsFile;
  return canary;
}

const OWN = /^(INTERNAL_SECRET|LINK_SECRET|ENCRYPTION_KEYS|SIMULATOR_(API_KEY|WEBHOOK_SECRET|CHECKOUT_SECRET))$/;

/** Of each key of a list the key itself, without its name. */
function ownSecretsOf(platform) {
  const given = WITH_DATABASE.flatMap((name) => Object.entries(platform.environment(name)));
  const secrets = given.filter(([name]) => OWN.test(name)).flatMap(([, value]) => value.split(','));
  return [...new Set(secrets.map((secret) => secret.replace(/^\w+:/, '')))];
}

/** After the last spec: none of the secrets that any of them used may be found anywhere (P9). */
async function tellOf(canary, { namespace, ...places }) {
  const { brokerQueues } = await built('libs/messaging/src/index.js');
  const { secrets, findings, blind } = await canary.search({ ...places, queues: brokerQueues(namespace) });
  const looked = Object.entries(findings.looked).map(([what, count]) => `${count} ${what}`);
  const found = findings.lines();
  const verdict = found.length === 0 ? 'none found' : `FOUND\n  ${found.join('\n  ')}`;
  console.log(`\nCanary: ${secrets} secrets of this run looked for in ${looked.join(', ')}: ${verdict}`);
  if (blind.length > 0) console.log(`Canary: that shows nothing: ${blind.join(', ')}`);
  if (found.length > 0 || blind.length > 0) process.exitCode = 1;
}

/**
 * One platform of real processes for all specs of the whole system, of whichever project; they find it in
 * FAREGATE_E2E.
 */
export async function setup() {
  // Set by who runs the specs against a platform of another kind, such as one in containers.
  if (globalThis.faregateE2e || process.env['FAREGATE_E2E']) return;
  const { startPlatform } = await built('deploy/local/src/platform/start-platform.js');
  const { TEST_DATABASE_URL: databaseUrl, TEST_RABBITMQ_URL: rabbitmqUrl } = process.env;
  if (!databaseUrl || !rabbitmqUrl) throw new Error('run the end-to-end specs with "npm test -- tests/e2e"');
  // FAREGATE_TEST_LOGS=folder keeps what the services print.
  const kept = process.env.FAREGATE_TEST_LOGS;
  const logFolder = kept || mkdtempSync(join(tmpdir(), 'faregate-logs-'));
  const canary = await startCanary(rabbitmqUrl);
  const platform = await startPlatform({ databaseUrl, rabbitmqUrl: canary.brokerUrl, environment, logFolder });
  const databases = Object.fromEntries(WITH_DATABASE.map((name) => [name, platform.databaseUrl(name)]));
  const mailFolder = platform.environment('booking').MAIL_DIR;
  const { namespace } = platform;
  globalThis.faregateE2e = {
    restart: (service) => platform.restart(service),
    stop: async () => {
      try {
        const ownSecrets = ownSecretsOf(platform);
        await tellOf(canary, { namespace, databases, logFolder, mailFolder, ownSecrets });
      } finally {
        // One that fails must not leave the other running.
        await platform.stop().finally(() => canary.close());
        if (!kept) rmSync(logFolder, { recursive: true, force: true });
      }
    },
  };
  process.env['FAREGATE_E2E'] = JSON.stringify({
    gatewayUrl: platform.gatewayUrl,
    simulatorUrl: platform.url('provider-simulator'),
    simulatorKey: platform.environment('provider-simulator').SIMULATOR_API_KEY,
    authUrl: platform.url('auth'),
    // To start replicas of these two beside the platform's own, and to sign tokens as auth would.
    environments: { auth: platform.environment('auth'), 'api-gateway': platform.environment('api-gateway') },
    logFolder,
    mailFolder,
    databases,
    admin: { email: environment.ADMIN_EMAIL, password: environment.ADMIN_PASSWORD },
  });
}

export async function teardown() {
  const platform = globalThis.faregateE2e;
  globalThis.faregateE2e = undefined;
  await platform?.stop();
}
