/**
 * Prints a .env with a fresh secret for everything that needs one: node deploy/compose/make-env.mjs > .env
 * With --demo also those that only deploy/compose/demo.yml asks for. Keep the file where only the operator can read it.
 */
import { randomBytes } from 'node:crypto';

const DATABASES = ['AUTH', 'BOOKING', 'PAYMENT', 'WEBHOOK_DISPATCHER', 'ANALYTICS'];
const BROKER_USERS = DATABASES;

// Hexadecimal, because passwords stand in URLs.
const password = () => randomBytes(24).toString('hex');
const secret = () => randomBytes(36).toString('base64url');
const key = () => `k1:${randomBytes(32).toString('base64')}`;

const lines = [
  ['PUBLIC_URL', 'http://localhost:8080'],
  ['GATEWAY_PORT', '8080'],
  ['POSTGRES_PASSWORD', password()],
  ...DATABASES.map((name) => [`${name}_DATABASE_PASSWORD`, password()]),
  ['BROKER_ADMIN_PASSWORD', password()],
  ...BROKER_USERS.map((name) => [`${name}_BROKER_PASSWORD`, password()]),
  ['INTERNAL_SECRET', secret()],
  ['LINK_SECRET', secret()],
  ['AUTH_ENCRYPTION_KEYS', key()],
  ['PAYMENT_ENCRYPTION_KEYS', key()],
  ['WEBHOOK_ENCRYPTION_KEYS', key()],
];
if (process.argv.includes('--demo')) {
  lines.push(
    ['SIMULATOR_DATABASE_PASSWORD', password()],
    ['SIMULATOR_API_KEY', `sk_sim_${secret()}`],
    ['SIMULATOR_WEBHOOK_SECRET', secret()],
    ['SIMULATOR_CHECKOUT_SECRET', secret()],
    ['DEMO_PASSWORD', password().slice(0, 20)],
  );
}
console.log(lines.map(([name, value]) => `${name}=${value}`).join('\n'));
