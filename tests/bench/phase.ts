import type { BenchPlatform } from './bench-platform.js';
import { readUsed, type Used, usedBetween } from './counters.js';
import { Following, type Kind } from './following.js';
import { Latencies, type Percentiles } from './latencies.js';
import { sleep } from './pacing.js';
import { machineSeconds } from './processes.js';
import type { World } from './world.js';

/** A load on the running platform, with everything that watches it. */
export interface Bench {
  readonly running: BenchPlatform;
  readonly world: World;
  readonly seconds: number;
  readonly countStatements: boolean;
  readonly say: (line: string) => void;
}

/** What a load does: `call` measures one request, `following` is told what was begun. */
export interface Load {
  readonly following: Following;
  /** Counts a request of this name that was meant to start at `at`, and whether it was answered as hoped. */
  readonly answered: (call: string, at: number, ok: boolean) => void;
  /** When the clock stops (performance.now()). */
  readonly until: number;
}

export interface PhaseResult {
  readonly name: string;
  readonly seconds: number;
  /** Payments sent on their way a second. */
  readonly offeredPerS: number;
  readonly bookedPerS: number;
  readonly settledPerS: number;
  /** Bookings or payments that were begun and not settled when the clock stopped. */
  readonly behind: number;
  /** Whether that grew over the last third of the time. */
  readonly behindGrew: boolean;
  /** Until the rest was settled, after the clock. */
  readonly drainSeconds: number;
  readonly payToBooked: Percentiles;
  readonly calls: Readonly<Record<string, Percentiles>>;
  readonly failures: Readonly<Record<string, number>>;
  /** What all of it used until everything was settled, and for how many. */
  readonly used: Used;
  /** How busy the machine was, and the share of that which was this platform's, its data services' and the load's. */
  readonly machine: { readonly busy: number; readonly ours: number };
  readonly payments: number;
}

const WARM_UP_MS = 3_000;
const DRAIN_MS = 300_000;

/** Runs a load for the time given and waits until everything behind it is done. */
export async function measure(
  bench: Bench,
  name: string,
  load: (load: Load) => Promise<void>,
  kind: Kind = 'booking',
): Promise<PhaseResult> {
  const { running, world } = bench;
  const before = await readUsed(running, bench.countStatements);
  const machineBefore = machineSeconds();
  const following = await Following.start(running.platform, world.sink, kind);
  const calls = new Map<string, Latencies>();
  const failures: Record<string, number> = {};
  const answered = (call: string, at: number, ok: boolean): void => {
    const latencies = calls.get(call) ?? new Latencies();
    calls.set(call, latencies);
    latencies.add(performance.now() - at);
    if (!ok) failures[call] = (failures[call] ?? 0) + 1;
  };
  const start = performance.now();
  const seconds = bench.seconds;
  const until = start + WARM_UP_MS + seconds * 1_000;
  const clock = watchClock(following, start, seconds);
  await load({ following, answered, until });
  const { begun, booked, settled, behind, behindGrew } = await clock;
  const drainSeconds = await drained(following);
  await following.stop();
  const used = usedBetween(before, await readUsed(running, bench.countStatements));
  return {
    machine: shareOf(machineBefore, machineSeconds(), used),
    ...{ name, seconds, behind, behindGrew, drainSeconds, failures, used },
    offeredPerS: begun / seconds,
    bookedPerS: booked / seconds,
    settledPerS: settled / seconds,
    payToBooked: following.bookedAfter.percentiles(),
    calls: Object.fromEntries([...calls].map(([call, latencies]) => [call, latencies.percentiles()])),
    payments: following.settled,
  };
}

function shareOf(before: { all: number; busy: number }, after: { all: number; busy: number }, used: Used) {
  const busy = after.busy - before.busy;
  const ours = Object.values(used.cpuSeconds).reduce((a, b) => a + b, 0);
  return { busy: busy / (after.all - before.all), ours: Math.min(1, ours / busy) };
}

/** Counts between the end of the warm-up and the end of the clock. */
async function watchClock(following: Following, start: number, seconds: number) {
  const at = async (second: number) => {
    await sleep(Math.max(0, start + WARM_UP_MS + second * 1_000 - performance.now()));
    const { begun, booked, settled } = following;
    return { begun, booked, settled, behind: begun - settled };
  };
  const first = await at(0);
  const later = await at(seconds * (2 / 3));
  const last = await at(seconds);
  return {
    begun: last.begun - first.begun,
    booked: last.booked - first.booked,
    settled: last.settled - first.settled,
    behind: last.behind,
    behindGrew: last.behind > later.behind * 1.1 + 100,
  };
}

async function drained(following: Following): Promise<number> {
  const from = performance.now();
  while (following.settled < following.begun && performance.now() - from < DRAIN_MS) await sleep(50);
  return (performance.now() - from) / 1_000;
}
