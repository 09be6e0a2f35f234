import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { checkout } from '../../deploy/local/src/local.config.js';
import type { ProofPlatform } from './proof-platform.js';

/** What `npm test` gives the platform that it starts for these specs. */
export const E2E_PACE = {
  PAYMENT_POLL_SCHEDULE_SECONDS: '3,2,3,5,5,5',
  PROVIDER_TIMEOUT_MS: '1500',
  SIMULATOR_HANG_MS: '4000',
  SIMULATOR_SEED: '7',
};

/** The end-to-end specs, the same as in `npm test`, against the platform in containers. */
export async function proveEndToEnd(platform: ProofPlatform): Promise<boolean> {
  const { urls, compose } = platform;
  const shared = {
    gatewayUrl: platform.origin,
    simulatorUrl: compose.variable('SIMULATOR_PUBLIC_URL'),
    simulatorKey: compose.variable('SIMULATOR_API_KEY'),
    databases: urls,
    admin: { email: 'admin@faregate.local', password: compose.variable('DEMO_PASSWORD') },
  };
  const env = {
    ...process.env,
    FAREGATE_E2E: JSON.stringify(shared),
    FAREGATE_SINK_HOST: await platform.hostAddress(),
    // These specs ask the platform only; the runner must not start servers of its own.
    TEST_DATABASE_URL: urls.payment,
    TEST_RABBITMQ_URL: 'amqp://none.invalid',
  };
  const words = ['deploy/local/launch.mjs', 'test', 'tests/e2e', '--selectProjects', 'e2e'];
  const child = spawn(process.execPath, words, { cwd: checkout(), env, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number];
  return code === 0;
}
