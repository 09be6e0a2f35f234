import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { PROMISES, type PromiseCheck } from '../../deploy/local/src/verify/promises.js';

export type PromiseId = PromiseCheck['id'];

export interface Options {
  readonly minutes: number;
  readonly seed: number;
  /** Only faults of these numbers, again and again. */
  readonly only: readonly string[] | undefined;
  readonly json: string | undefined;
  readonly plant: PromiseId | undefined;
  readonly logs: string | undefined;
  /** Instead of faults: the broker is away all the time, and its backlog is timed. */
  readonly drain: boolean;
}

export class BadOption extends Error {}

/** Reads the command line; throws BadOption with a sentence for the person. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  const { drain = false } = values;
  const minutes = Number(values.minutes ?? (drain ? 10 : 5));
  const seed = Number(values.seed ?? randomInt(1_000_000));
  if (!(minutes > 0 && minutes <= 120)) throw new BadOption('--minutes takes a number from 0.1 to 120.');
  if (!Number.isInteger(seed)) throw new BadOption('--seed takes a whole number.');
  const { only, json, plant, logs } = values;
  const planted = PROMISES.find(({ id }) => id === plant)?.id;
  if (plant !== undefined && planted === undefined) throw new BadOption('--plant takes P1, P2, … or P8.');
  return { minutes, seed, only: only?.toUpperCase().split(','), json, plant: planted, logs, drain };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    minutes: text,
    seed: text,
    only: text,
    json: text,
    plant: text,
    logs: text,
    drain: { type: 'boolean' } as const,
  };
  try {
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw new BadOption((error as Error).message);
  }
}
