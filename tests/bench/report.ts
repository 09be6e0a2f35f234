import type { Ceilings } from './ceilings.js';
import { type Growth, keptSpeed } from './growth.js';
import type { Percentiles } from './latencies.js';
import type { PhaseResult } from './phase.js';
import { bytesOf, type Drifts, drifts, type Sample, type Soak } from './soak.js';

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const ms = (value: number): string => (value < 10 ? value.toFixed(1) : whole(value));

export function phaseText(result: PhaseResult): string[] {
  const { name, seconds, payments, used } = result;
  const grew = result.behindGrew ? ' and growing' : '';
  const failures = Object.entries(result.failures).map(([call, count]) => `${count} × ${call}`);
  return [
    `\n${name} (${seconds} s)`,
    `  booked ${whole(result.bookedPerS)}/s   settled ${whole(result.settledPerS)}/s   ` +
      `behind at the end ${whole(result.behind)}${grew}, done ${result.drainSeconds.toFixed(1)} s later`,
    ...(result.payToBooked.count === 0 ? [] : [`  pay → booked        ${percentilesText(result.payToBooked)}`]),
    ...Object.entries(result.calls).map(([call, times]) => `  ${call.padEnd(19)} ${percentilesText(times)}`),
    `  machine ${percent(result.machine.busy)} busy, ${percent(result.machine.ours)} of it for us`,
    ...(failures.length === 0 ? [] : [`  not answered as hoped: ${failures.join(', ')}`]),
    `  a payment, all settled (${whole(payments)}): ${each('CPU ms', used.cpuSeconds, payments, 1_000)}`,
    `    ${each('commits', used.commits, payments)}`,
    ...(Object.keys(used.statements).length === 0 ? [] : [`    ${each('statements', used.statements, payments)}`]),
    `    ${each('messages', used.messages, payments)}`,
    `    ${each('events', used.events, payments)}`,
  ];
}

export function ceilingsText({ pgTxPerS, confirmsPerS }: Ceilings): string[] {
  return [
    `\nceilings`,
    `  PostgreSQL, small write transactions: ${whole(pgTxPerS.one)}/s with 1 client, ${whole(pgTxPerS.many)}/s with 32`,
    `  RabbitMQ, confirmed publishes: ${Object.entries(confirmsPerS)
      .map(([window, rate]) => `${whole(rate)}/s (${window} waiting)`)
      .join(', ')}`,
  ];
}

export function growthText(growth: Growth): string[] {
  const kept = Object.entries(keptSpeed(growth)).map(
    ([name, share]) => `  ${name}: ${percent(share)} of the empty speed`,
  );
  return [`\nwith ${whole(growth.rows)} old orders, payments and bookings`, ...kept];
}

export function soakText({ samples }: Soak): string[] {
  const line = (sample: Sample): string => {
    const { second, deadTuples: dead, liveTuples: live } = sample;
    const tuples = `${whole(dead).padStart(10)} dead of ${whole(live + dead).padStart(10)} tuples`;
    return `  ${String(second).padStart(5)} s  ${tuples}  ${megabytes(bytesOf(sample))}`;
  };
  const thirds = [0, 1, 2, 3].flatMap((third) => samples[Math.round(((samples.length - 1) * third) / 3)] ?? []);
  return [
    '\nsoak: what piles up under a steady load',
    ...samples.map(line),
    ...thirds.map(({ second, memory }) => `  ${String(second).padStart(5)} s  ${memoryParts(memory)}`),
    driftText(drifts(samples)),
  ];
}

function driftText(drift: Drifts | undefined): string {
  if (!drift) return '  too short to tell whether anything grows: samples are taken every 15 s, and three are needed';
  const { deadTuples, memory } = drift;
  return `  the last third against the one before: dead tuples × ${deadTuples.toFixed(2)}, memory × ${memory.toFixed(2)}`;
}

export function memoryText(bytes: Readonly<Record<string, number>>): string[] {
  const sum = Object.values(bytes).reduce((a, b) => a + b, 0);
  return ['\nmemory, idle (PSS)', `  ${megabytes(sum)}: ${memoryParts(bytes)}`];
}

const megabytes = (bytes: number): string => `${whole(bytes / 1e6)} MB`;

const memoryParts = (bytes: Readonly<Record<string, number>>): string =>
  Object.entries(bytes)
    .map(([name, value]) => `${name} ${megabytes(value)}`)
    .join(', ');

const percentilesText = ({ count, p50Ms, p95Ms, p99Ms }: Percentiles): string =>
  `p50 ${ms(p50Ms)}  p95 ${ms(p95Ms)}  p99 ${ms(p99Ms)} ms   (${whole(count)})`;

function each(what: string, by: Readonly<Record<string, number>>, payments: number, times = 1): string {
  const share = (value: number): number => (payments === 0 ? 0 : (value * times) / payments);
  const sum = Object.values(by).reduce((a, b) => a + b, 0);
  const parts = Object.entries(by)
    .filter(([, value]) => share(value) >= 0.005)
    .map(([name, value]) => `${name} ${share(value).toFixed(2)}`);
  return `${what} ${share(sum).toFixed(2)} (${parts.join(', ')})`;
}
