/**
 * What an operator asks of auth, with the platform's internal secret: docker-compose exec auth node upkeep.mjs <command>
 *
 *   keys rotate          the next key for access tokens is published and signs half a minute later
 *   audit verify         computes the audit log's chain again; 1 when an entry was changed, removed or added later
 *   admin bootstrap      the first admin, when there is none: ADMIN_EMAIL and ADMIN_PASSWORD by the environment
 */
import { CREDENTIAL_HEADER, ServiceCredentials } from '#service-kit';

const { AUTH_URL, INTERNAL_SECRET, ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = process.env;
const COMMANDS = {
  'keys rotate': { path: 'signing-keys/rotate', good: () => true },
  'audit verify': { path: 'audit/verify', good: ({ faults, overdue }) => faults.length + overdue === 0 },
  'admin bootstrap': { path: 'bootstrap-admin', body: { email, password }, good: (it) => it.outcome === 'created' },
};

const command = COMMANDS[process.argv.slice(2).join(' ')];
if (!command) {
  console.error(`upkeep.mjs takes one of: ${Object.keys(COMMANDS).join(', ')}`);
  process.exit(2);
}
const credential = new ServiceCredentials('api-gateway', INTERNAL_SECRET).issueFor('auth');
const answer = await fetch(`${AUTH_URL}/internal/${command.path}`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', [CREDENTIAL_HEADER]: credential },
  body: JSON.stringify(command.body ?? {}),
  signal: AbortSignal.timeout(60_000),
});
const { success, data, exception } = await answer.json();
console.log(JSON.stringify(success ? data : exception));
process.exitCode = success && command.good(data) ? 0 : 1;
