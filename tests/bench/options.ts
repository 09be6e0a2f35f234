import { parseArgs } from 'node:util';
import { Failure } from '../../deploy/local/launch/progress.mjs';

export const SCENARIOS = [
  ...(['ceilings', 'core', 'journey', 'orders', 'growth'] as const),
  ...(['memory', 'gateway', 'logins', 'soak'] as const),
];
export type Scenario = (typeof SCENARIOS)[number];

export interface Options {
  readonly only: readonly Scenario[];
  /** How long each load lasts. */
  readonly seconds: number;
  readonly seed: number;
  /** Where the figures are written as JSON. */
  readonly json?: string;
  /** Old orders, payments and bookings that `growth` puts there before it measures again. */
  readonly rows: number;
  /** Folder for a CPU profile of each service. */
  readonly profile?: string;
  /** Counts statements with pg_stat_statements; costs some speed. */
  readonly statements: boolean;
}

const BY_DEFAULT: readonly Scenario[] = ['ceilings', 'memory', 'core', 'journey', 'orders'];

export const HELP = `npm run bench [-- <options>]

Measures a platform of its own (all services, all checks on) under load, and what PostgreSQL and RabbitMQ can do at most on
this machine in the same run. Prints a table; checks the promises on the books afterwards.

  --only NAME       ${SCENARIOS.join(', ')} (several: comma
                    separated); without it all but growth, gateway, logins and soak
  --seconds N       how long each load lasts (60)
  --seed N          seed of what is drawn (1)
  --json FILE       writes the figures
  --rows N          growth: old orders, payments and bookings present (1000000)
  --profile FOLDER  writes a CPU profile of each service there
  --statements      counts statements with pg_stat_statements`;

/** The command line's wishes; throws a Failure that says what is wrong with them. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseOrFail(args);
  const number = (name: 'seconds' | 'seed' | 'rows', fallback: number): number => {
    const value = Number(values[name] ?? fallback);
    if (!Number.isInteger(value) || value < 1) throw new Failure(`--${name} must be a whole number above zero.`);
    return value;
  };
  return {
    only: values.only === undefined ? BY_DEFAULT : scenariosOf(values.only),
    seconds: number('seconds', 60),
    seed: number('seed', 1),
    rows: number('rows', 1_000_000),
    statements: values.statements ?? false,
    ...(values.json === undefined ? {} : { json: values.json }),
    ...(values.profile === undefined ? {} : { profile: values.profile }),
  };
}

function parseOrFail(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { only: text, seconds: text, seed: text, json: text, rows: text, profile: text } as const;
  try {
    return parseArgs({ args: [...args], options: { ...options, statements: { type: 'boolean' } } });
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
}

function scenariosOf(names: string): Scenario[] {
  return names.split(',').map((name) => {
    const known = SCENARIOS.find((scenario) => scenario === name);
    if (!known) throw new Failure(`There is no "${name}" to measure: ${SCENARIOS.join(', ')}.`);
    return known;
  });
}
