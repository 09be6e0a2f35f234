import { writeFileSync } from 'node:fs';
import type { Violation } from '../../deploy/local/src/verify/books.js';
import { PROMISES } from '../../deploy/local/src/verify/promises.js';
import { DRAIN_TARGET_MS, type Drained } from './drain.js';
import type { Options } from './options.js';

export interface Result {
  readonly seed: number;
  readonly minutes: number;
  /** Payments that exist at the end. */
  readonly payments: number;
  /** Strikes by number, and what was done for each. */
  readonly faults: ReadonlyMap<string, { readonly how: Set<string>; count: number }>;
  readonly unavailable: readonly string[];
  readonly violations: readonly Violation[];
  readonly unexpected: readonly string[];
  readonly recoveryMs: number;
  readonly drained?: Drained;
}

const SHOWN = 10;

/** Prints the table and, when asked, writes the figures; gives the exit code. */
export function report(result: Result, options: Options): number {
  if (result.drained) tellDrained(result.drained);
  else tellFaults(result);
  console.log(`\n  payments       ${result.payments}`);
  console.log(`  recovery time  ${(result.recoveryMs / 1_000).toFixed(1)} s\n`);
  for (const { id, says } of PROMISES) violationsOf(id, says, result.violations);
  for (const what of result.unexpected.slice(0, SHOWN)) console.log(`  unexpected: ${what}`);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(figures(result), null, 2)}\n`);
  const broken = result.violations.length + result.unexpected.length;
  console.log(`\n${broken === 0 ? 'Every promise held.' : `${broken} violations.`} Repeat with --seed ${result.seed}.`);
  return broken === 0 ? 0 : 1;
}

function tellFaults({ seed, faults, unavailable }: Result): void {
  console.log(`\nFaults injected (seed ${seed}):\n`);
  for (const [id, { how, count }] of [...faults].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))) {
    const [first = '', ...others] = how;
    console.log(`  ${id.padEnd(5)}${String(count).padStart(3)} ×  ${first}`);
    for (const other of others) console.log(`${' '.repeat(14)}${other}`);
  }
  for (const reason of unavailable) console.log(`  not here: ${reason}`);
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

function tellDrained({ awayMs, payments, events, takenInMs, settledMs, webhooksMs }: Drained): void {
  console.log(`\nThe broker was away for ${awayMs / 60_000} min under load, which went on afterwards:\n`);
  console.log(`  made meanwhile     ${payments} payments`);
  console.log(`  waiting at return  ${events} events for their consumers`);
  console.log(`  all taken in       after ${seconds(takenInMs)}`);
  console.log(`  all settled        after ${seconds(settledMs)} (booked and captured, or given back)`);
  console.log(`  webhooks out       after ${seconds(webhooksMs)}`);
  console.log(`  asked for          ${seconds(DRAIN_TARGET_MS)}`);
}

function violationsOf(id: string, says: string, violations: readonly Violation[]): void {
  const own = violations.filter(({ promise }) => promise === id);
  console.log(`  ${id}  ${says.padEnd(20)} ${own.length === 0 ? 'holds' : `${own.length} violations`}`);
  for (const { what } of own.slice(0, SHOWN)) console.log(`      ${what}`);
}

function figures({ seed, minutes, payments, faults, violations, unexpected, recoveryMs, drained }: Result): object {
  const count = (id: string): number => violations.filter(({ promise }) => promise === id).length;
  return {
    seed,
    minutes,
    payments,
    faults: Object.fromEntries([...faults].map(([id, strikes]) => [id, strikes.count])),
    violations: Object.fromEntries(PROMISES.map(({ id }) => [id, count(id)])),
    unexpected: unexpected.length,
    recovery_ms: recoveryMs,
    ...(drained && { drain: drainFigures(drained) }),
  };
}

const drainFigures = ({ awayMs, payments, events, takenInMs, settledMs, webhooksMs }: Drained): object => ({
  away_ms: awayMs,
  payments,
  events,
  taken_in_ms: takenInMs,
  settled_ms: settledMs,
  webhooks_ms: webhooksMs,
});
