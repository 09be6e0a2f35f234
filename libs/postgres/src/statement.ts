/** One SQL statement that the server parses and plans once a connection (a named prepared statement). */
export interface Statement {
  /** Unique within a service. */
  readonly name: string;
  readonly text: string;
}

/** PostgreSQL cuts longer identifiers, and then two statements would share one plan. */
const LONGEST_NAME = 63;
const named = new Map<string, Statement>();

/**
 * Names a statement: `sql('payment.lock-orders', 'select … where id = any($1::uuid[]) for update')`. The name must be
 * unique in the service and at most 63 bytes (RangeError otherwise). It is planned without its values: a condition that
 * a value may switch off needs `filtered`, and a status that a partial index asks for stands in the text.
 */
export function sql(name: string, text: string): Statement {
  if (Buffer.byteLength(name) > LONGEST_NAME) throw new RangeError(`statement name is too long: ${name}`);
  if ((named.get(name)?.text ?? text) !== text) throw new RangeError(`two statements are named ${name}`);
  const statement = { name, text };
  named.set(name, statement);
  return statement;
}

/** The statements that modules loaded so far have named: specs look at the plans of all of them. */
export function namedStatements(): Statement[] {
  return [...named.values()];
}
