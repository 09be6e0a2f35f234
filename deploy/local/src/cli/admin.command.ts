import { readLocalConfig } from '../local.config.js';
import { InternalApi } from './internal-api.js';
import { option } from './options.js';
import { UsageError } from './usage-error.js';

/**
 * `admin bootstrap`: the first admin, when there is none. The password comes by the environment, which other users
 * can't read.
 */
export async function bootstrapAdmin([action, ...args]: readonly string[]): Promise<number> {
  const { ADMIN_PASSWORD: password } = readLocalConfig().environment;
  const email = option(args, '--email');
  if (action !== 'bootstrap') throw new UsageError('admin takes bootstrap.');
  if (!email || !password) throw new UsageError('admin bootstrap takes --email, and the password in ADMIN_PASSWORD.');
  const { outcome } = await InternalApi.open().post<{ outcome: string }>('auth', 'bootstrap-admin', {
    email,
    password,
  });
  console.log(outcome === 'created' ? `${email} is admin now.` : `Nothing was done: ${outcome}.`);
  return outcome === 'created' ? 0 : 1;
}
