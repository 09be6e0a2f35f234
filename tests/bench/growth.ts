import { Core } from './core.js';
import { Journey } from './journey.js';
import { insertOldRows } from './old-rows.js';
import { sleep } from './pacing.js';
import type { Bench, PhaseResult } from './phase.js';

/** The speed of an empty platform and of one with a long past, one after the other on the same machine. */
export interface Growth {
  readonly rows: number;
  readonly empty: readonly PhaseResult[];
  readonly grown: readonly PhaseResult[];
}

/** A checkpoint and what autovacuum begins after so many rows are over by then. */
const SETTLE_MS = 15_000;

export async function measureGrowth(bench: Bench, rows: number): Promise<Growth> {
  const empty = [...(await Core.settledOnly(bench)), ...(await Journey.settledOnly(bench))];
  bench.say(`inserting ${rows} old orders, payments and bookings`);
  await insertOldRows(bench.running, rows);
  await sleep(SETTLE_MS);
  const grown = [...(await Core.settledOnly(bench)), ...(await Journey.settledOnly(bench))];
  return { rows, empty, grown };
}

/** The share of the empty platform's settled payments a second that is left, by load. */
export function keptSpeed({ empty, grown }: Growth): Record<string, number> {
  return Object.fromEntries(
    empty.map(({ name, settledPerS }, at) => [name, (grown[at]?.settledPerS ?? 0) / settledPerS]),
  );
}
