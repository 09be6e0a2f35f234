/** One SQL statement that the server parses once a connection (a named prepared statement). */
export interface Statement {
  /** Unique within a service. */
  readonly name: string;
  readonly text: string;
}

/** PostgreSQL cuts longer identifiers, and then two statements would share one plan. */
const LONGEST_NAME = 63;

/**
 * Names a statement: `sql('payment.lock-orders', 'select … where id = any($1::uuid[]) for update')`. The name must be
 * unique in the service and at most 63 bytes (RangeError otherwise).
 */
export function sql(name: string, text: string): Statement {
  if (Buffer.byteLength(name) > LONGEST_NAME) throw new RangeError(`statement name is too long: ${name}`);
  return { name, text };
}
