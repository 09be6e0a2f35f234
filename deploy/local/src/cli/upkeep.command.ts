import { InternalApi } from './internal-api.js';
import { UsageError } from './usage-error.js';

interface Verdict {
  sealed: number;
  overdue: number;
  head: string;
  faults: { position: number; entryId: string; fault: string }[];
}

/** `audit verify`: computes the audit log's chain again. 1 when an entry was changed, removed or added later. */
export async function audit([action]: readonly string[]): Promise<number> {
  if (action !== 'verify') throw new UsageError('audit takes verify.');
  const { sealed, overdue, head, faults } = await InternalApi.open().post<Verdict>('auth', 'audit/verify');
  for (const { position, entryId, fault } of faults) console.log(`${position}  ${entryId}  ${fault}`);
  if (overdue > 0) console.log(`${overdue} entries of more than five minutes ago have no seal.`);
  console.log(`${sealed} entries sealed, ${faults.length} faults. Head: ${head}`);
  return faults.length + overdue === 0 ? 0 : 1;
}

/** `keys rotate`: the next key for access tokens; the present one is good until its last token has run out. */
export async function keys([action]: readonly string[]): Promise<number> {
  if (action !== 'rotate') throw new UsageError('keys takes rotate.');
  const { kid, signs_from: from } = await InternalApi.open().post<{ kid: string; signs_from: string }>(
    'auth',
    'signing-keys/rotate',
  );
  console.log(`Key ${kid} is published and signs from ${from}.`);
  return 0;
}
