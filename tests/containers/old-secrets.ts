import { CREDENTIAL_HEADER, ServiceCredentials } from '#service-kit';
import { docker } from './compose.js';
import { ACCOUNTS } from './new-secrets.js';
import type { ProofPlatform } from './proof-platform.js';

/** Secrets of before a rotation that still open something, by name. */
export async function oldSecretsThatWork(
  { compose }: ProofPlatform,
  before: Readonly<Record<string, string>>,
): Promise<string[]> {
  const [auth = ''] = await compose.containers('auth');
  const [postgres = ''] = await compose.containers('postgres');
  const [rabbitmq = ''] = await compose.containers('rabbitmq');
  const works: string[] = [];
  if ((await statusWith(auth, before['INTERNAL_SECRET'] ?? '')) !== 401) works.push('INTERNAL_SECRET');
  for (const [prefix, login] of ACCOUNTS) {
    const password = before[`${prefix}_DATABASE_PASSWORD`] ?? '';
    if (await opens(postgres, login, password)) works.push(`login ${login}`);
    if (await opens(postgres, `${login}_b`, password)) works.push(`password of ${login}`);
  }
  const users = (await docker('exec', rabbitmq, 'rabbitmqctl', '-q', 'list_users')).split('\n');
  works.push(
    ...users.filter((line) => !/^(user\s|operator\s|\S+-b\s)/.test(line)).map((line) => `broker user ${line}`),
  );
  for (const [database, table, column] of SEALED) {
    const sealedByOld = `select count(*) from ${table} where ${column}::text ~ '\\mv1\\.k1\\.'`;
    const found = await docker('exec', '-u', 'postgres', postgres, 'psql', '-qtA', database, '-c', sealedByOld);
    if (found !== '0') works.push(`key k1 of ${found} rows of ${table}`);
  }
  return works;
}

const SEALED = [
  ['auth', 'signing_key', 'private_sealed'],
  ['payment', 'provider_account', 'secrets_sealed'],
  ['webhook_dispatcher', 'endpoint', 'secrets'],
] as const;

/** What auth answers an internal call that shows a credential by this secret. */
async function statusWith(auth: string, secret: string): Promise<number> {
  const credential = new ServiceCredentials('api-gateway', secret).issueFor('auth');
  const ask = `fetch('http://127.0.0.1:3000/internal/sessions/ended', { headers: { '${CREDENTIAL_HEADER}': '${credential}' } })
    .then(({ status }) => console.log(status))`;
  return Number(await docker('exec', auth, 'node', '-e', ask));
}

async function opens(postgres: string, login: string, password: string): Promise<boolean> {
  const database = login.replace(/_b$/, '');
  const url = `postgres://${login}:${password}@127.0.0.1/${database}`;
  return await docker('exec', postgres, 'psql', url, '-c', 'select 1').then(
    () => true,
    () => false,
  );
}
