const CONFLICTS = new Set(['40001', '40P01']);
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** SQLSTATE classes 08 (connection), 57P0x (shutdown, crash, not yet started) and 53300 (too many connections). */
const LOST_STATE = /^(08...|57P0.|53300)$/;
/** Read-only (25006), disk full (53100), out of memory (53200), I/O error (58030): it answers and can't write. */
const UNWRITABLE = new Set(['25006', '53100', '53200', '58030']);
/** `pg` and TypeORM give these no code. */
const LOST_MESSAGE =
  /^Connection terminated|not queryable|timeout exceeded when trying to connect|QueryRunner already released/i;

/** A serialization failure or a deadlock (40001, 40P01): the same transaction may simply be tried again. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(codeOf(error));
}

/** The connection is gone or could not be made: the database is down, restarting, or out of connections. */
export function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (NETWORK.has(code) || LOST_STATE.test(code)) return true;
  if (error instanceof AggregateError) return error.errors.some(isConnectionLoss);
  return error instanceof Error && LOST_MESSAGE.test(error.message);
}

/** The database answers and takes no writes: read-only, or without space. Nothing is wrong with what was asked. */
export function isUnwritable(error: unknown): boolean {
  return UNWRITABLE.has(codeOf(error));
}

/** Worth another try without changing anything: conflicts, lost connections, a database that can't write just now. */
export function isRetryable(error: unknown): boolean {
  return isConflict(error) || isConnectionLoss(error) || isUnwritable(error);
}

/** The name of the unique, check or foreign-key constraint that refused a row; undefined for any other error. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!codeOf(error).startsWith('23')) return undefined;
  return (error as { constraint?: string }).constraint;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? '' : codeOf(cause);
}
