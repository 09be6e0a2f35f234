import { SERVICE_SPECS } from '../../deploy/local/src/platform/services.js';
import { rootsOf } from './counters.js';
import { Journey } from './journey.js';
import { openClient } from './open-client.js';
import { sleep } from './pacing.js';
import type { Bench, PhaseResult } from './phase.js';
import { memoryOf } from './processes.js';

/** What grows without end where something is not cleaned up. */
export interface Sample {
  readonly second: number;
  readonly deadTuples: number;
  readonly liveTuples: number;
  /** Of each process with its family, in bytes (PSS). */
  readonly memory: Readonly<Record<string, number>>;
}

export const bytesOf = ({ memory }: Sample): number => Object.values(memory).reduce((a, b) => a + b, 0);

export interface Soak {
  readonly load: PhaseResult;
  readonly samples: readonly Sample[];
}

/** A first look at what the machine can do; the soak itself runs at half of it. */
const PROBE_SECONDS = 20;
const SAMPLE_MS = 15_000;
/** One in each third. */
const FEWEST_SAMPLES = 3;

/** Journeys at half of the possible rate for `bench.seconds`, watched for what piles up. */
export async function measureSoak(bench: Bench): Promise<Soak> {
  const [probe] = await Journey.settledOnly({ ...bench, seconds: PROBE_SECONDS });
  const samples: Sample[] = [];
  const ending = new AbortController();
  const watching = watch(bench, samples, ending.signal);
  const load = await Journey.steady(bench, (probe?.settledPerS ?? 0) / 2);
  ending.abort();
  await watching;
  return { load, samples };
}

async function watch({ running, say }: Bench, samples: Sample[], ended: AbortSignal): Promise<void> {
  const start = performance.now();
  while (!ended.aborted) {
    const second = Math.round((performance.now() - start) / 1_000);
    const sample = { second, memory: memoryOf(rootsOf(running)), ...(await tuples(running)) };
    samples.push(sample);
    say(`${second} s: ${sample.deadTuples} dead tuples, ${Math.round(bytesOf(sample) / 1e6)} MB`);
    for (let waited = 0; waited < SAMPLE_MS && !ended.aborted; waited += 500) await sleep(500);
  }
}

async function tuples({ platform }: Bench['running']): Promise<{ deadTuples: number; liveTuples: number }> {
  const sums = { deadTuples: 0, liveTuples: 0 };
  for (const { name, database } of SERVICE_SPECS) {
    if (database === undefined) continue;
    const client = await openClient(platform.databaseUrl(name));
    const { rows } = await client.query<{ dead: number; live: number }>(
      'select sum(n_dead_tup)::float8 as dead, sum(n_live_tup)::float8 as live from pg_stat_user_tables',
    );
    await client.end();
    sums.deadTuples += rows[0]?.dead ?? 0;
    sums.liveTuples += rows[0]?.live ?? 0;
  }
  return sums;
}

/** 1 is flat. */
export interface Drifts {
  readonly deadTuples: number;
  readonly memory: number;
}

/** The last third against the one before it; undefined when it was too short to tell. */
export function drifts(samples: readonly Sample[]): Drifts | undefined {
  if (samples.length < FEWEST_SAMPLES) return undefined;
  const third = Math.floor(samples.length / 3);
  const [middle, last] = [samples.slice(-2 * third, -third), samples.slice(-third)];
  const mean = (some: readonly Sample[], of: (sample: Sample) => number): number =>
    some.reduce((sum, one) => sum + of(one), 0) / some.length;
  const drift = (of: (sample: Sample) => number): number => mean(last, of) / mean(middle, of);
  return { deadTuples: drift((one) => one.deadTuples), memory: drift(bytesOf) };
}
